//! ARNs, part by part.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators", section "Amazon
//! Resource Name (ARN) condition operators" (2026-11): each of the six parts is compared by itself,
//! `ArnEquals` and `ArnLike` are the same.

use super::super::Truth;
use super::super::notes::Notes;
use super::super::pattern::Pattern;

/// Whether an ARN is of a pattern. What happens to a text without six parts AWS does not say.
pub(super) fn is_like(wanted: &Pattern<'_>, found: &str, notes: &mut Notes) -> Truth {
    let has_six_parts = |text: &str| text.bytes().filter(|byte| *byte == b':').count() >= 5;
    let wanted_parts = match wanted {
        Pattern::Plain(text) => has_six_parts(text),
        Pattern::Mixed(_) => wanted.arn_parts().count() == 6,
    };
    if !wanted_parts {
        let text = wanted.literal();
        return notes.unknown(|| format!("the value `{text}` of the policy has no six parts"));
    }
    if !found.starts_with("arn:") || !has_six_parts(found) {
        return notes.unknown(|| format!("the value `{found}` of the request is no ARN"));
    }
    // Most values are names, and equal where all their parts are.
    if let Pattern::Plain(text) = wanted
        && !wanted.is_wild()
    {
        return (*text == found).into();
    }
    wanted.arn_parts().zip(found.splitn(6, ':')).all(|(part, text)| part.matches(text)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(pattern: &str, arn: &str) -> Truth {
        is_like(&Pattern::Plain(pattern), arn, &mut Notes::silent())
    }

    #[test]
    fn wildcards_stay_in_their_part_save_in_the_last() {
        let pattern = "arn:aws:someservice:*:111122223333:finance/*";
        assert_eq!(
            like(pattern, "arn:aws:someservice:us-east-2:111122223333:finance/a:b"),
            Truth::Yes
        );
        let other = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/x";
        assert_eq!(like(pattern, other), Truth::No);
        assert_eq!(like("arn:*:iam::*:role/*", "arn:aws:iam::1:role/a/b"), Truth::Yes);
        assert_eq!(like("arn:aws:iam::1:role/?", "arn:aws:iam::1:role/ab"), Truth::No);
        assert_eq!(like("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/A"), Truth::No);
    }

    #[test]
    fn what_is_no_arn_is_unknown() {
        assert_eq!(like("*", "arn:aws:iam::1:role/a"), Truth::Unknown);
        assert_eq!(like("arn:aws:iam::*", "arn:aws:iam::1:role/a"), Truth::Unknown);
        assert_eq!(like("arn:aws:s3:::b", "b"), Truth::Unknown);
    }
}
