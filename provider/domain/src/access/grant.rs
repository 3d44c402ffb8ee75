//! Grants: a role, as a persona, in one zone.

use std::collections::BTreeSet;
use std::fmt;

use super::matrix::{RESERVED, cell};
use super::{Persona, Prefix, Right};
use crate::names::NameError;
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

/// How many prefixes a grant may have.
const MOST_PREFIXES: usize = 100;

/// The name of a grant in its configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantName(String);

impl GrantName {
    /// Parses a name.
    ///
    /// # Errors
    /// It is not of the form `[a-z][a-z0-9_-]{0,31}`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if begins && text.len() <= 32 && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::new("grant", text, "is not of the form [a-z][a-z0-9_-]{0,31}"))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GrantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a grant is to say.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Its name.
    pub name: &'a GrantName,
    /// Who the role is.
    pub persona: Persona,
    /// The role.
    pub role: &'a PrincipalArn,
    /// The rights, if not all that the persona has.
    pub access: Option<&'a BTreeSet<Right>>,
    /// Where, if not in the whole zone.
    pub prefixes: Option<&'a BTreeSet<Prefix>>,
}

/// A rule that a grant breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantProblem {
    /// The attribute of the grant: `persona`, `access` or `prefixes`.
    pub attribute: &'static str,
    /// The rule and what was found, in words.
    pub rule: String,
}

/// A role, as a persona, in one zone: within the matrix, whole and without contradictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    name: GrantName,
    persona: Persona,
    role: PrincipalArn,
    rights: BTreeSet<Right>,
    restores: bool,
    prefixes: Option<BTreeSet<Prefix>>,
    creates_below: Option<Prefix>,
}

impl Grant {
    /// Checks a grant against the matrix. In a gated catalog only gate roles create.
    ///
    /// # Errors
    /// All rules that it breaks.
    pub fn new(
        wanted: &Wanted<'_>,
        zone: ZoneKind,
        gated: bool,
    ) -> Result<Self, Vec<GrantProblem>> {
        let cell = cell(wanted.persona, zone, gated);
        let mut problems = Vec::new();
        let mut problem = |attribute, rule| problems.push(GrantProblem { attribute, rule });
        let persona = wanted.persona;
        if cell.is_empty() {
            problem("persona", nothing_there(persona, zone));
        }
        let mut rights = BTreeSet::new();
        for right in wanted.access.map_or(cell.rights, |_| &[]) {
            rights.insert(*right);
        }
        for right in wanted.access.into_iter().flatten() {
            if !cell.gives(*right) && !cell.is_empty() {
                let rule = format!("`{persona}` may not {right} in `{zone}`: {}", may(cell.rights));
                problem("access", rule);
            }
            rights.extend([*right].into_iter().chain(right.includes()));
        }
        if wanted.access.is_some_and(BTreeSet::is_empty) {
            problem("access", "is empty: leave it out for all rights of the persona".to_owned());
        }
        let creates_below = cell.creates_below.map(Prefix::own);
        for rule in wanted.prefixes.into_iter().flat_map(|prefixes| {
            let creates = rights.contains(&Right::Create);
            prefix_problems(prefixes, zone, creates.then_some(creates_below.as_ref()))
        }) {
            problem("prefixes", rule);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let restores = cell.restores && rights.iter().eq(cell.rights);
        Ok(Self {
            name: wanted.name.clone(),
            persona,
            role: wanted.role.clone(),
            rights,
            restores,
            prefixes: wanted.prefixes.cloned(),
            creates_below,
        })
    }

    /// Its name.
    pub const fn name(&self) -> &GrantName {
        &self.name
    }

    /// Who the role is.
    pub const fn persona(&self) -> Persona {
        self.persona
    }

    /// The role.
    pub const fn role(&self) -> &PrincipalArn {
        &self.role
    }

    /// The rights, each with what it includes.
    pub const fn rights(&self) -> &BTreeSet<Right> {
        &self.rights
    }

    /// Whether it may have archived objects restored.
    pub const fn restores(&self) -> bool {
        self.restores
    }

    /// What it is narrowed to; `None` for the whole zone.
    pub const fn prefixes(&self) -> Option<&BTreeSet<Prefix>> {
        self.prefixes.as_ref()
    }

    /// The one prefix that the persona creates below; `None` where it is free.
    pub const fn creates_below(&self) -> Option<&Prefix> {
        self.creates_below.as_ref()
    }

    /// Whether it puts objects only where there are none.
    pub fn creates_only(&self) -> bool {
        self.rights.contains(&Right::Create) && !self.rights.contains(&Right::Write)
    }
}

fn nothing_there(persona: Persona, zone: ZoneKind) -> String {
    let others: Vec<_> = Persona::ALL
        .into_iter()
        .filter(|other| !cell(*other, zone, zone == ZoneKind::Published).is_empty())
        .map(Persona::as_str)
        .collect();
    let others = others.join(", ");
    format!("`{persona}` has no access to zone `{zone}`; those that have are {others}")
}

fn may(rights: &[Right]) -> String {
    let rights: Vec<_> = rights.iter().map(|right| right.as_str()).collect();
    format!("it may {}", rights.join(", "))
}

/// What is wrong with prefixes. `creates` holds, for a grant that creates, the prefix that its
/// persona is bound to.
fn prefix_problems(
    prefixes: &BTreeSet<Prefix>,
    zone: ZoneKind,
    creates: Option<Option<&Prefix>>,
) -> Vec<String> {
    let mut problems = Vec::new();
    if prefixes.is_empty() {
        problems.push("is empty: leave it out for the whole zone".to_owned());
    }
    if prefixes.len() > MOST_PREFIXES {
        problems.push(format!("has {} prefixes; at most {MOST_PREFIXES} fit", prefixes.len()));
    }
    for outer in prefixes {
        for inner in prefixes.iter().filter(|inner| *inner != outer && outer.contains(inner)) {
            problems.push(format!("`{inner}` lies in `{outer}`: leave one of them out"));
        }
    }
    match creates {
        Some(Some(bound)) if !prefixes.iter().any(|prefix| bound.contains(prefix)) => {
            problems.push(format!(
                "the persona creates only below `{bound}`, and no prefix lies there: name one, or \
                 leave `create` out of `access`"
            ));
        }
        Some(None) if matches!(zone, ZoneKind::Audit | ZoneKind::Receipts) => {
            for prefix in prefixes {
                let reserved = RESERVED.iter().find(|one| prefix.as_str().starts_with(**one));
                problems.extend(reserved.map(|one| {
                    format!("`{prefix}` is reserved: only the writers of `{one}` create there")
                }));
            }
        }
        _ => {}
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(
        persona: Persona,
        zone: ZoneKind,
        access: Option<&[Right]>,
        prefixes: Option<&[&str]>,
    ) -> Result<Grant, Vec<GrantProblem>> {
        let access = access.map(|rights| rights.iter().copied().collect());
        let prefixes = prefixes
            .map(|prefixes| prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect());
        let wanted = Wanted {
            name: &GrantName::parse("x").unwrap(),
            persona,
            role: &PrincipalArn::parse("arn:aws:iam::123456789012:role/x").unwrap(),
            access: access.as_ref(),
            prefixes: prefixes.as_ref(),
        };
        Grant::new(&wanted, zone, zone == ZoneKind::Published)
    }

    fn rules(result: Result<Grant, Vec<GrantProblem>>) -> String {
        let problems = result.unwrap_err();
        let lines = problems.iter().map(|one| format!("{}: {}", one.attribute, one.rule));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_grant_within_the_matrix_has_what_its_rights_include() {
        let whole = grant(Persona::Workers, ZoneKind::Work, None, None).unwrap();
        assert_eq!(whole.rights().len(), 5);
        let narrowed =
            grant(Persona::Workers, ZoneKind::Work, Some(&[Right::Read]), Some(&["a/"])).unwrap();
        assert_eq!(narrowed.rights(), &[Right::List, Right::Read].into());
        let creator =
            grant(Persona::Workers, ZoneKind::Work, Some(&[Right::Create]), None).unwrap();
        assert!(creator.creates_only() && !whole.creates_only());
    }

    #[test]
    fn restoring_goes_with_all_rights_of_the_persona() {
        let restores =
            |access| grant(Persona::Ops, ZoneKind::Work, access, None).unwrap().restores();
        assert!(restores(None) && restores(Some(&[Right::Read])));
        assert!(!restores(Some(&[Right::List])));
    }

    #[test]
    fn what_is_outside_the_matrix_is_told_all_at_once() {
        let words = rules(grant(Persona::Api, ZoneKind::Raw, None, Some(&["a/", "a/b/"])));
        assert!(words.contains("persona: `api` has no access to zone `raw`"), "{words}");
        assert!(words.contains("ingest, workers, steward, ops"), "{words}");
        assert!(words.contains("prefixes: `a/b/` lies in `a/`"), "{words}");
        let words = rules(grant(Persona::Ingest, ZoneKind::Raw, Some(&[Right::Read]), None));
        assert!(words.contains("access: `ingest` may not read in `raw`: it may create"), "{words}");
        assert!(rules(grant(Persona::Ingest, ZoneKind::Raw, Some(&[]), None)).contains("empty"));
    }

    #[test]
    fn reserved_prefixes_are_for_their_writers() {
        let audit = |persona, prefix| grant(persona, ZoneKind::Audit, None, Some(&[prefix]));
        assert!(rules(audit(Persona::Workers, "apply/x/")).contains("reserved"));
        assert!(rules(audit(Persona::Steward, "x/")).contains("creates only below `decisions/`"));
        assert!(audit(Persona::Steward, "decisions/soils/").is_ok());
        assert!(audit(Persona::Auditor, "apply/").is_ok(), "reading is not creating");
    }

    #[test]
    fn names_of_grants_are_short_and_plain() {
        assert!(GrantName::parse("a1_b-c").is_ok());
        for bad in ["", "A", "1a", "a.b", &"a".repeat(33)] {
            assert!(GrantName::parse(bad).is_err(), "{bad}");
        }
    }
}
