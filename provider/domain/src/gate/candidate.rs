//! What is to be promoted: a version of a dataset, from one zone to another.

use super::GateProblem;
use crate::access::Prefix;
use crate::promotion::contract::{KeyFault, transition_refusal, zone_key};
use crate::zone::ZoneKind;

const DATASET: &[&str] = &["candidate", "dataset"];
const VERSION: &[&str] = &["candidate", "version"];
const FROM: &[&str] = &["candidate", "from"];
const TO: &[&str] = &["candidate", "to"];
const SOURCE_PREFIX: &[&str] = &["candidate", "source_prefix"];
const TARGET_PREFIX: &[&str] = &["candidate", "target_prefix"];

/// How long a prefix may be: the role carries it as the value of a tag, in characters.
///
/// Source: AWS IAM User Guide, "Tags for AWS Identity and Access Management resources",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html> (2026-11).
pub(super) const LONGEST_TAG_VALUE: usize = 256;

/// What a candidate is to be, as it is configured.
#[derive(Clone, Copy, Debug)]
pub struct WantedCandidate<'a> {
    /// The slug of the dataset, with the folders above it.
    pub dataset: &'a str,
    /// The id of the version.
    pub version: &'a str,
    /// The zone it lies in.
    pub from: &'a str,
    /// The zone it is promoted to.
    pub to: &'a str,
    /// Where it lies in that zone, if not below `<dataset>/<version>/`.
    pub source_prefix: Option<&'a str>,
    /// Where it is to lie, if not below `<dataset>/<version>/`.
    pub target_prefix: Option<&'a str>,
}

/// A version of a dataset on its way between two zones, a way that the contract profile guards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    dataset: String,
    version: String,
    from: ZoneKind,
    to: ZoneKind,
    source_prefix: Prefix,
    target_prefix: Prefix,
}

impl Candidate {
    /// Reads a candidate.
    ///
    /// # Errors
    /// Every rule that is broken, each at its member: dataset and version are as in the keys of
    /// zones; the zones exist, and the way between them is one that is promoted; a prefix is a
    /// folder that holds `<dataset>/<version>/`, in characters that are the same in a key, in a
    /// tag, in a policy and in a URL, and fits the value of a tag.
    pub fn parse(wanted: &WantedCandidate<'_>) -> Result<Self, Vec<GateProblem>> {
        let WantedCandidate { dataset, version, .. } = *wanted;
        let mut problems = naming_problems(dataset, version);
        let named = problems.is_empty();
        let from = zone(FROM, wanted.from, &mut problems);
        let to = zone(TO, wanted.to, &mut problems);
        if let (Some(from), Some(to)) = (from, to) {
            problems.extend(way_problem(from, to));
        }
        let usual = format!("{dataset}/{version}/");
        let holds = named.then_some(usual.as_str());
        let mut place = |member, given: Option<&str>| match given {
            Some(text) => prefix(member, text, holds, &mut problems),
            // What is wrong with its parts was said.
            None if named => prefix(DATASET, &usual, holds, &mut problems),
            None => None,
        };
        let source = place(SOURCE_PREFIX, wanted.source_prefix);
        let target = place(TARGET_PREFIX, wanted.target_prefix);
        problems.dedup();
        match (problems.is_empty(), from, to, source, target) {
            (true, Some(from), Some(to), Some(source_prefix), Some(target_prefix)) => Ok(Self {
                dataset: dataset.to_owned(),
                version: version.to_owned(),
                from,
                to,
                source_prefix,
                target_prefix,
            }),
            _ => Err(problems),
        }
    }

    /// The slug of the dataset, with the folders above it.
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// The id of the version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The kind of the zone that it lies in.
    pub const fn from(&self) -> ZoneKind {
        self.from
    }

    /// The kind of the zone that it is promoted to.
    pub const fn to(&self) -> ZoneKind {
        self.to
    }

    /// What the keys begin with that are copied.
    pub const fn source_prefix(&self) -> &Prefix {
        &self.source_prefix
    }

    /// What the keys of the copies begin with.
    pub const fn target_prefix(&self) -> &Prefix {
        &self.target_prefix
    }
}

pub(super) fn naming_problems(dataset: &str, version: &str) -> Vec<GateProblem> {
    // The key of any file has the two parts; how long it may be is the business of the files.
    let faults = zone_key(dataset, version, "x").err().unwrap_or_default();
    let problem = |fault: KeyFault| match fault {
        KeyFault::Dataset => Some(GateProblem::new(DATASET, format!("`{dataset}` {fault}"))),
        KeyFault::Version => Some(GateProblem::new(VERSION, format!("`{version}` {fault}"))),
        KeyFault::Path | KeyFault::Length => None,
    };
    faults.into_iter().filter_map(problem).collect()
}

fn zone(
    member: &'static [&'static str],
    name: &str,
    problems: &mut Vec<GateProblem>,
) -> Option<ZoneKind> {
    let read = name.parse::<ZoneKind>();
    read.map_err(|error| problems.push(GateProblem::new(member, format!("does not fit: {error}"))))
        .ok()
}

/// The ways that are promoted.
fn ways() -> impl Iterator<Item = (ZoneKind, ZoneKind)> {
    let all = ZoneKind::ALL;
    let pairs = all.into_iter().flat_map(move |from| all.map(move |to| (from, to)));
    pairs.filter(|(from, to)| transition_refusal(*from, *to).is_none())
}

/// The kinds of zones that anything is promoted to.
pub(super) fn targets() -> impl Iterator<Item = ZoneKind> {
    ZoneKind::ALL.into_iter().filter(|kind| ways().any(|(_, to)| to == *kind))
}

/// The rule that keeps a way from being promoted, with the ways that are.
fn way_problem(from: ZoneKind, to: ZoneKind) -> Option<GateProblem> {
    let refusal = transition_refusal(from, to)?;
    let ways: Vec<_> = ways().map(|(from, to)| format!("{from} to {to}")).collect();
    Some(GateProblem::new(
        FROM,
        format!(
            "`{from}` to `{to}` is not promoted, by the rule that {} ({}); these are: {}",
            refusal.rule,
            refusal.name,
            ways.join(", ")
        ),
    ))
}

/// A prefix that stands for itself wherever it is written: as key, as value of a tag, as pattern of
/// a policy, and in the header `x-amz-copy-source`, which is URL-encoded. It has no character that
/// is encoded in a URL: whether policies see the header encoded or not, AWS does not say.
///
/// Source: Amazon S3 API Reference, `CopyObject`, `x-amz-copy-source`,
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>; RFC 3986, section 2.3,
/// unreserved characters (2026-11).
pub(super) fn prefix(
    member: &'static [&'static str],
    text: &str,
    holds: Option<&str>,
    problems: &mut Vec<GateProblem>,
) -> Option<Prefix> {
    let mut problem = |rule: String| problems.push(GateProblem::new(member, rule));
    let read = match Prefix::parse(text) {
        Ok(read) => read,
        Err(error) => {
            problem(format!("does not fit: {error}"));
            return None;
        }
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
    if !text.bytes().all(plain) || text.split('/').any(|part| part == ".") {
        problem(format!(
            "`{text}` may have letters, digits, `.`, `_`, `-` and `/` only, and no part named `.`: \
             policies, tags and URLs do not read others alike"
        ));
    }
    if let Some(holds) = holds.filter(|holds| !format!("/{text}").contains(&format!("/{holds}"))) {
        problem(format!(
            "`{text}` must hold `{holds}`: a gate opens one version of a dataset and nothing else"
        ));
    }
    let length = text.chars().count();
    if length > LONGEST_TAG_VALUE {
        problem(format!(
            "makes a prefix of {length} characters, and the gate's role carries it as the value of \
             a tag, which has at most {LONGEST_TAG_VALUE}"
        ));
    }
    Some(read)
}
