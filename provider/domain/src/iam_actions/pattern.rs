//! Comparison of names with patterns.

/// Whether `text` fits `pattern`, in which `*` stands for any run of characters and `?` for one.
/// Case does not count. Both are taken by bytes, which is exact for names of actions: they are
/// ASCII.
///
/// Goes through the text once and back only to the last `*`, so a pattern of many `*` costs no more
/// than their lengths multiplied.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.as_bytes(), text.as_bytes());
    // After the last `*`: the pattern that follows it, and the text that it has not yet taken.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([], []) => return true,
            ([b'*', rest @ ..], _) => {
                retry = Some((rest, text));
                pattern = rest;
            }
            ([p, after @ ..], [t, rest @ ..]) if *p == b'?' || p.eq_ignore_ascii_case(t) => {
                (pattern, text) = (after, rest);
            }
            _ => {
                let Some((after, [_, rest @ ..])) = retry else { return false };
                retry = Some((after, rest));
                (pattern, text) = (after, rest);
            }
        }
    }
}

/// Whether `key` is what AWS lists as `listed`, in which a part in `${…}` or `<…>` stands for any
/// text, none excluded. Case does not count.
pub(super) fn key_fits(listed: &str, key: &str) -> bool {
    let variable = listed.split_once("${").or_else(|| listed.split_once('<'));
    match variable {
        None => listed.eq_ignore_ascii_case(key),
        Some((head, _)) => key
            .split_at_checked(head.len())
            .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(head) && !rest.is_empty()),
    }
}
