//! Texts, whatever their case.

use super::super::Truth;
use super::super::notes::Notes;

/// Whether two texts are the same, whatever their case. AWS does not say by which rule the case of
/// other letters than ASCII's is ignored.
pub(super) fn same_ignoring_case(wanted: &str, found: &str, notes: &mut Notes) -> Truth {
    if wanted.eq_ignore_ascii_case(found) {
        return Truth::Yes;
    }
    if wanted.is_ascii() && found.is_ascii() {
        return Truth::No;
    }
    if wanted.to_lowercase() == found.to_lowercase()
        || wanted.to_uppercase() == found.to_uppercase()
    {
        return notes.unknown(|| {
            format!("whether `{wanted}` and `{found}` differ only in case is not laid down")
        });
    }
    Truth::No
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_ascii_have_a_certain_case() {
        let same = |a, b| same_ignoring_case(a, b, &mut Notes::silent());
        assert_eq!(same("Red", "rED"), Truth::Yes);
        assert_eq!(same("Red", "Reds"), Truth::No);
        assert_eq!(same("Grün", "gRün"), Truth::Yes);
        assert_eq!(same("grün", "GRÜN"), Truth::Unknown);
        assert_eq!(same("grün", "blau"), Truth::No);
    }
}
