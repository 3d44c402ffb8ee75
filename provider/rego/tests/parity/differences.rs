//! Where the three engines do not agree, and why.

/// Who answers as OPA does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    /// Our engine, and not rego-cpp.
    Ours,
    /// rego-cpp, and not our engine.
    Theirs,
    /// Neither.
    Neither,
}

/// A feature that is not answered alike.
pub(crate) struct Difference {
    pub(crate) feature: &'static str,
    pub(crate) as_opa: As,
    /// By OPA's reference of the language and its functions.
    pub(crate) why: &'static str,
}

const fn ours(feature: &'static str, why: &'static str) -> Difference {
    Difference { feature, as_opa: As::Ours, why }
}

const fn theirs(feature: &'static str, why: &'static str) -> Difference {
    Difference { feature, as_opa: As::Theirs, why }
}

const fn neither(feature: &'static str, why: &'static str) -> Difference {
    Difference { feature, as_opa: As::Neither, why }
}

/// All of them: the tests fail on one that is not here, and on one that is no more.
pub(crate) const ALL: &[Difference] = &[];
