//! Bytes in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::Truth;
use super::super::notes::Notes;

/// Whether two texts in base64 stand for the same bytes. The bytes of a request are given in base64
/// here too, as AWS's policy simulator takes them.
pub(super) fn same(wanted: &str, found: &str, notes: &mut Notes) -> Truth {
    let Ok(policy) = STANDARD.decode(wanted) else {
        return notes.unknown(|| format!("the value `{wanted}` of the policy is no base64"));
    };
    let Ok(request) = STANDARD.decode(found) else {
        return notes.unknown(|| format!("the value `{found}` of the request is no base64"));
    };
    (policy == request).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_compared() {
        let same = |a, b| same(a, b, &mut Notes::silent());
        assert_eq!(same("QUJD", "QUJD"), Truth::Yes);
        assert_eq!(same("QUJD", "QUJE"), Truth::No);
        assert_eq!(same("QUJD", "ABC"), Truth::Unknown);
        assert_eq!(same("***", "QUJD"), Truth::Unknown);
    }
}
