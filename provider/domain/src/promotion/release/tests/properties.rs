//! What holds for releases that nobody thought of: as the evidence says is no difference, and anything else is one.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::promotion::contract::storage::references;
use crate::promotion::contract::tests::{example::digest_of, places};

/// One change to what lies in the target.
#[derive(Clone, Copy, Debug)]
enum Change {
    Digest,
    Size,
    Added,
    Unread,
}

fn changes() -> impl Strategy<Value = Change> {
    prop::sample::select(vec![Change::Digest, Change::Size, Change::Added, Change::Unread])
}

fn digest(number: usize) -> String {
    digest_of(number.to_string().as_bytes())
}

/// The example with these artifacts, all of whose references state sizes.
fn sized(sizes: &[u64]) -> Value {
    let mut packet = contract_packet();
    let artifact = |(number, size): (usize, &u64)| {
        let path = format!("artifacts/{number}.bin");
        json!({"path": path, "uri": format!("s3://kfm-example-processed/x/{path}"),
            "digest": digest(number), "media_type": "application/json", "size_bytes": size})
    };
    packet["identity"]["artifacts"] = sizes.iter().enumerate().map(artifact).collect();
    let mut all = Vec::new();
    places(&packet, "", &mut all);
    for place in all {
        let found = packet.pointer_mut(&place).unwrap();
        if found.get("uri").is_some() && found.get("media_type").is_some() {
            found["size_bytes"] =
                json!(found.get("size_bytes").and_then(Value::as_u64).unwrap_or(7));
        }
    }
    packet
}

/// Everything that the packet refers to, artifacts at their paths.
fn expected(packet: &Value) -> Vec<Copied> {
    let read = read(packet);
    let facts = crate::promotion::contract::facts::Facts::of(&read);
    let all = references::all(&facts);
    let copied = |(number, reference): (usize, &references::Reference<'_>)| Copied {
        path: match reference.node.get("path").json().as_str() {
            Some(path) => path.to_owned(),
            None => format!("records/{number}"),
        },
        size: reference.node.get("size_bytes").integer().unwrap().try_into().unwrap(),
        digest: Some(reference.digest.to_owned()),
    };
    all.iter().enumerate().map(copied).collect()
}

/// What differs after a change of the object at an index, and the object's path.
fn changed(copied: &mut Vec<Copied>, at: usize, change: Change) -> (String, bool) {
    let fresh = Some(digest(9_999));
    let path = match change {
        Change::Added => {
            let path = "zz/added".to_owned();
            copied.push(Copied { path: path.clone(), size: 7, digest: fresh });
            path
        }
        Change::Digest => {
            copied[at].digest = fresh;
            copied[at].path.clone()
        }
        Change::Size => {
            copied[at].size += 1;
            copied[at].path.clone()
        }
        Change::Unread => {
            copied[at].digest = None;
            copied[at].path.clone()
        }
    };
    (path, matches!(change, Change::Unread))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_contract_release_is_compared_object_by_object(
        sizes in prop::collection::vec(0_u64..1_000_000, 1..6),
        kept in prop::collection::vec(any::<bool>(), 32),
        at in any::<Index>(),
        change in changes(),
        backwards in any::<bool>(),
    ) {
        let packet = sized(&sizes);
        let release = contract(&packet);
        let mut copied: Vec<_> = expected(&packet);
        let comparison = release.compare(&copied, &[]);
        prop_assert_eq!(&comparison.differences, &BTreeSet::new());
        prop_assert_eq!((comparison.present, comparison.expected), (sizes.len(), sizes.len()));
        let mut keep = kept.into_iter();
        copied.retain(|_| keep.next().unwrap());
        let comparison = release.compare(&copied, &[]);
        let here = copied.iter().filter(|one| one.path.starts_with("artifacts/")).count();
        prop_assert_eq!((comparison.present, comparison.differences.len()), (here, 0));
        prop_assume!(!copied.is_empty());
        let at = at.index(copied.len());
        let (path, unread) = changed(&mut copied, at, change);
        if backwards {
            copied.reverse();
        }
        let comparison = release.compare(&copied, &[]);
        let differing: Vec<_> = comparison.differences.iter().map(|one| one.path.as_str()).collect();
        prop_assert_eq!(differing, [path.as_str()]);
        prop_assert_eq!(comparison.status().word(), if unread { "ERROR" } else { "DENY" });
        let lost = usize::from(path.starts_with("artifacts/"));
        prop_assert_eq!(comparison.present, here - lost);
    }

    #[test]
    fn a_readiness_release_is_compared_as_a_multiset(
        count in 1_usize..6,
        at in any::<Index>(),
        change in prop::sample::select(vec![Change::Digest, Change::Added, Change::Unread]),
        again in any::<Index>(),
        backwards in any::<bool>(),
    ) {
        let digests: Vec<_> = (0..count).map(digest).collect();
        let packet = with(readiness_packet(), "$.release_manifest.artifact_digests", json!(digests));
        let release = readiness(&packet);
        let object = |(number, digest): (usize, &String)| {
            Copied { path: format!("{number}"), size: 1, digest: Some(digest.clone()) }
        };
        let mut copied: Vec<_> = digests.iter().enumerate().map(object).collect();
        if backwards {
            copied.reverse();
        }
        let comparison = release.compare(&copied, &[]);
        prop_assert_eq!(&comparison.differences, &BTreeSet::new());
        prop_assert!(comparison.is_complete());
        let mut more = copied.clone();
        let path = "zz".to_owned();
        more.push(Copied { path: path.clone(), ..again.get(&copied).clone() });
        let comparison = release.compare(&more, &[]);
        let too_many = Difference { path, kind: DifferenceKind::TooMany };
        prop_assert_eq!(comparison.differences, BTreeSet::from([too_many]));
        let at = at.index(copied.len());
        let (path, unread) = changed(&mut copied, at, change);
        let comparison = release.compare(&copied, &[]);
        let kind = if unread { DifferenceKind::Unreadable } else { DifferenceKind::NotInEvidence };
        prop_assert_eq!(comparison.differences, BTreeSet::from([Difference { path, kind }]));
    }

    /// Any packet has a release, and what is spoiled never adds to what is vouched for.
    #[test]
    fn a_spoiled_packet_never_vouches_for_more(
        taken in any::<Index>(),
        spoiled in prop::sample::select(vec![json!(null), json!(1), json!([]), json!({}), json!("../x")]),
        is_contract in any::<bool>(),
    ) {
        let mut packet = if is_contract { contract_packet() } else { readiness_packet() };
        let release = |packet: &Value| if is_contract { contract(packet) } else { readiness(packet) };
        let whole = release(&packet);
        let mut all = Vec::new();
        places(&packet, "", &mut all);
        let place: &String = taken.get(&all);
        *packet.pointer_mut(place).unwrap() = spoiled;
        let release = release(&packet);
        prop_assert!(release.uris().is_subset(whole.uris()));
        let same = |(name, digest): (&String, &String)| whole.artifacts().get(name) == Some(digest);
        prop_assert!(release.artifacts().iter().all(same));
        prop_assert!(release.ends().is_none() || release.ends() == whole.ends());
        let copied: Vec<_> = if is_contract { expected(&sized(&[1])) } else { Vec::new() };
        let spoiled = release.compare(&copied, &[]).differences;
        prop_assert!(whole.compare(&copied, &[]).differences.is_subset(&spoiled));
    }
}
