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

/// Inputs of the example bundle that are not answered alike.
pub(crate) struct Inputs {
    /// Their names.
    pub(crate) inputs: &'static [&'static str],
    pub(crate) as_opa: As,
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

/// All inputs of the example bundle that are not answered alike: the tests hold it like [`ALL`].
pub(crate) const BUNDLE: &[Inputs] = &[
    Inputs {
        inputs: &[
            "generic 3",
            "generic 3, EMERGENCY_DENY",
            "$.sensitivity = null",
            "$.sensitivity = false",
            "$.sensitivity = true",
            "$.sensitivity = 0",
            "$.sensitivity = \"\"",
            "$.sensitivity = \"approve\"",
            "$.sensitivity = []",
            "$.sensitivity = [\"public\"]",
            "$.sensitivity = {}",
            "without $.sensitivity.policy_label",
        ],
        as_opa: As::Neither,
        why: "without a label, OPA alone does not deny: it takes the label out of `not … in` first, and the whole \
            rule is undefined. OPA holds that for a fault ([#8387](https://github.com/open-policy-agent/opa/issues/8387))",
    },
    Inputs {
        inputs: &[
            "$.sensitivity.obligations = null",
            "$.sensitivity.obligations = false",
            "$.sensitivity.obligations = true",
            "$.sensitivity.obligations = 0",
            "$.sensitivity.obligations = \"\"",
            "$.sensitivity.obligations = \"approve\"",
        ],
        as_opa: As::Theirs,
        why: "regorus fails on `some … in` what is no collection, where there is nothing to go through",
    },
    Inputs {
        inputs: &[
            "$.sensitivity.obligations[0] = null",
            "$.sensitivity.obligations[0] = false",
            "$.sensitivity.obligations[0] = true",
            "$.sensitivity.obligations[0] = 0",
            "$.sensitivity.obligations[0] = \"\"",
            "$.sensitivity.obligations[0] = \"approve\"",
            "$.sensitivity.obligations[0] = []",
            "$.sensitivity.obligations[0] = [\"public\"]",
            "$.sensitivity.obligations[0] = {}",
        ],
        as_opa: As::Theirs,
        why: "regorus fails where the member of a set, `contains o.type`, is undefined before others, instead of \
            leaving that member out",
    },
    Inputs {
        inputs: &["without $.sensitivity.obligations[1].type"],
        as_opa: As::Theirs,
        why: "regorus forgets every member that a rule has found when its last is undefined: no obligation is left",
    },
];
