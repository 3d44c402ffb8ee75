//! What holds for every document and every text.

mod documents;
mod scramble;

use documents::{changes, document, junk};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use scramble::Scramble;

use super::{PolicyDocument, PolicyKind, digest_of, same_meaning};

/// So many cases. A failure prints its smallest input, which then becomes a test with a name; no
/// file keeps it.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Whatever a text is, it is refused or read, and what was read is written in full: reading it
/// again gives the same.
fn reads_all_or_nothing(text: &str) -> Result<(), TestCaseError> {
    for kind in PolicyKind::ALL {
        prop_assert!(kind.size_of(text) <= text.len());
        if let Ok(read) = PolicyDocument::parse(text, kind) {
            let again = PolicyDocument::parse(&read.to_json(), kind);
            prop_assert_eq!(again.map(|again| again.canonical()), Ok(read.canonical()));
            prop_assert!(PolicyDocument::parse_any(text).is_ok(), "{}", kind);
        }
    }
    match PolicyDocument::parse_any(text) {
        Ok(read) => {
            prop_assert_eq!(digest_of(text), Ok(read.digest()));
            prop_assert!(same_meaning(text, &read.to_json()));
        }
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            prop_assert_eq!(digest_of(text), Err(problems));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_document_is_read_as_it_was_written(document in document()) {
        prop_assert_eq!(PolicyDocument::parse_any(&document.to_json()), Ok(document));
    }

    #[test]
    fn the_canonical_form_is_its_own(document in document()) {
        let canonical = document.canonical();
        prop_assert_eq!(&canonical.canonical(), &canonical);
        prop_assert!(same_meaning(&document.to_json(), &canonical.to_json()));
    }

    #[test]
    fn a_document_means_the_same_however_it_is_written(document in document(), seed: u64) {
        let text = Scramble::new(seed).document(&document);
        prop_assert!(same_meaning(&text, &document.to_json()), "{text}");
        let read = PolicyDocument::parse_any(&text).map(|read| read.canonical().digest());
        prop_assert_eq!(read, Ok(document.canonical().digest()));
    }

    #[test]
    fn any_text_is_refused_or_read_in_full(text in any::<String>()) {
        reads_all_or_nothing(&text)?;
    }

    #[test]
    fn any_json_is_refused_or_read_in_full(json in junk()) {
        reads_all_or_nothing(&json.to_string())?;
    }

    #[test]
    fn a_damaged_document_is_refused_or_read_in_full(
        document in document(),
        seed: u64,
        damage in vec((any::<Index>(), any::<u8>()), 1..4),
        cut in any::<Index>(),
    ) {
        let text = Scramble::new(seed).document(&document);
        let mut bytes = text.clone().into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        reads_all_or_nothing(&String::from_utf8_lossy(&bytes))?;
        let cut = cut.index(text.len());
        reads_all_or_nothing(&String::from_utf8_lossy(&text.as_bytes()[..cut]))?;
    }
}

proptest! {
    // Each case looks at all the changes of its document.
    #![proptest_config(cases(64))]

    #[test]
    fn every_change_is_a_difference(document in document(), seed: u64) {
        let text = Scramble::new(seed).document(&document);
        for changed in changes(&document.canonical()) {
            let changed = changed.to_json();
            prop_assert!(!same_meaning(&text, &changed), "{text}\n{changed}");
            prop_assert_ne!(digest_of(&changed), Ok(document.canonical().digest()));
        }
    }
}
