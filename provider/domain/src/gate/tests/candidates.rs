use super::*;
use crate::access::Prefix;
use crate::promotion::contract::transition_refusal;

fn told(wanted: &WantedCandidate<'_>) -> Vec<String> {
    Candidate::parse(wanted).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_candidate_lies_below_dataset_and_version_unless_told_otherwise() {
    let usual = Candidate::parse(&words()).unwrap();
    assert_eq!(usual.source_prefix(), &Prefix::parse("soils/2026-02.abcd1234/").unwrap());
    assert_eq!(usual.target_prefix(), usual.source_prefix());
    let moved =
        WantedCandidate { target_prefix: Some("served/soils/2026-02.abcd1234/tiles/"), ..words() };
    let moved = Candidate::parse(&moved).unwrap();
    assert_eq!(moved.target_prefix().as_str(), "served/soils/2026-02.abcd1234/tiles/");
    assert_eq!(moved.source_prefix(), usual.source_prefix());
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_member() {
    let wrong = WantedCandidate {
        dataset: "Soils",
        version: "latest",
        from: "Catalog",
        to: "nowhere",
        source_prefix: Some("soils"),
        target_prefix: Some("/soils/"),
    };
    let told = told(&wrong);
    let members = ["dataset", "version", "from", "to", "source_prefix", "target_prefix"];
    assert_eq!(told.len(), members.len(), "{told:?}");
    for (told, member) in told.iter().zip(members) {
        assert!(told.starts_with(&format!("`candidate.{member}` ")), "{told}");
    }
}

#[test]
fn a_prefix_means_one_version_and_is_spelled_the_same_everywhere() {
    for (prefix, word) in [
        ("soils/", "must hold `soils/2026-02.abcd1234/`"),
        ("soils/2026-02.abcd1235/", "must hold"),
        ("oldsoils/2026-02.abcd1234/", "must hold"),
        ("soils/2026-02.abcd1234", "does not end in `/`"),
        ("soils/2026-02.abcd1234/*/", "`*`"),
        ("soils/2026-02.abcd1234/a b/", "letters, digits"),
        ("soils/2026-02.abcd1234/a+b/", "letters, digits"),
        ("soils/2026-02.abcd1234/%2e/", "letters, digits"),
        ("soils/2026-02.abcd1234/./", "no part named `.`"),
        ("soils/2026-02.abcd1234/../", "`..`"),
    ] {
        for (member, wanted) in [
            ("source", WantedCandidate { source_prefix: Some(prefix), ..words() }),
            ("target", WantedCandidate { target_prefix: Some(prefix), ..words() }),
        ] {
            let told = told(&wanted);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].starts_with(&format!("`candidate.{member}_prefix` ")), "{told:?}");
            assert!(told[0].contains(word), "{told:?}");
        }
    }
}

#[test]
fn a_prefix_fits_the_value_of_a_tag() {
    let of_length = |length: usize| {
        let end = "soils/2026-02.abcd1234/";
        format!("{}/{end}", "a".repeat(length - end.len() - 1))
    };
    for (length, problems) in [(256, 0), (257, 1)] {
        let prefix = of_length(length);
        let wanted = WantedCandidate { target_prefix: Some(&prefix), ..words() };
        assert_eq!(told(&wanted).len(), problems, "{length}");
    }
    let long = ["a".repeat(120), "b".repeat(120)].join("/");
    let told = told(&WantedCandidate { dataset: &long, ..words() });
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("`candidate.dataset` ") && told[0].contains("259"), "{told:?}");
}

#[test]
fn only_guarded_ways_are_promoted() {
    for from in ZoneKind::ALL {
        for to in ZoneKind::ALL {
            let wanted = WantedCandidate { from: from.as_str(), to: to.as_str(), ..words() };
            let told = told(&wanted);
            // The policies of zones admit gate roles on the same ways.
            let guarded = zone(from).promotes_to() == Some(to);
            assert_eq!(told.is_empty(), guarded, "{from} {to} {told:?}");
            assert_eq!(transition_refusal(from, to).is_none(), guarded);
        }
    }
    for (from, to, rule) in [
        ("quarantine", "published", "nothing is promoted out of quarantine"),
        ("raw", "published", "nothing raw or in work is promoted to what is served"),
        ("work", "catalog", "nothing raw or in work is promoted to what is served"),
        ("raw", "work", "the transition is one that this gate guards"),
        ("published", "catalog", "the transition is on the way of promotion"),
    ] {
        let told = told(&WantedCandidate { from, to, ..words() });
        assert!(told[0].starts_with(&format!("`candidate.from` `{from}` to `{to}`")), "{told:?}");
        assert!(told[0].contains(rule), "{told:?}");
        assert!(
            told[0].ends_with("processed to catalog, catalog to published, triplet to published"),
            "{told:?}"
        );
    }
}
