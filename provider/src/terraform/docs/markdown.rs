//! Doc comments as the Markdown that Terraform and its registry show.

/// The Markdown of a doc comment, given as `rustc` and [`model!`](crate::model) hand it over: one
/// space in front of every line.
///
/// The lines of a paragraph become one, so that no reader has to fold them; lists, tables, quotes,
/// headings and code keep theirs. Links to Rust items become their text.
pub fn from_doc(doc: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fence = None;
    for line in doc.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        let marker = fence_marker(line);
        if let Some(open) = fence {
            if marker == Some(open) {
                fence = None;
            }
            lines.push(line.to_owned());
            continue;
        }
        fence = marker;
        let previous = lines.last_mut().filter(|previous| takes_more(previous));
        match previous {
            Some(previous) if continues(line) => {
                previous.push(' ');
                previous.push_str(line.trim_start());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    without_item_links(&lines).trim().to_owned()
}

/// The first paragraph of a doc comment as plain text on one line.
pub fn summary(doc: &str) -> String {
    from_doc(doc).lines().next().unwrap_or_default().replace('`', "")
}

/// `text` with a sentence more: in its last paragraph, or after a list, a table or code.
pub(super) fn with_sentence(text: &str, sentence: &str) -> String {
    let block = text.rsplit("\n\n").next().unwrap_or_default();
    let last = block.lines().last().unwrap_or_default();
    let in_item = last.starts_with(' ') || block.lines().any(begins_item);
    match last {
        "" => sentence.to_owned(),
        last if takes_more(last) && !in_item => format!("{text} {sentence}"),
        _ => format!("{text}\n\n{sentence}"),
    }
}

/// `text` as the content of a list item: every line but the first is indented by `indent`, which
/// is as wide as the item's marker.
pub(super) fn in_list(text: &str, indent: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| match line {
        "" => text + "\n",
        line => text + "\n" + indent + line,
    })
}

fn fence_marker(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|marker| line.trim_start().starts_with(marker))
}

fn is_code(line: &str) -> bool {
    line.starts_with("    ") || fence_marker(line).is_some()
}

/// A marker of a list item: a bullet, or a number with a dot.
fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = || {
        let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
        rest.len() < line.len() && rest.starts_with(". ")
    };
    ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet)) || numbered()
}

/// Whether a paragraph or a list item goes on after this line.
fn takes_more(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(['#', '|', '>']) && !is_code(line)
}

/// Whether this line goes on with what the line before began.
fn continues(line: &str) -> bool {
    let indented = line.trim_start();
    takes_more(indented) && !begins_item(indented)
}

fn without_item_links(lines: &[String]) -> String {
    let mut text = String::new();
    let mut fence = None;
    for line in lines {
        let marker = fence_marker(line);
        let verbatim = fence.is_some() || marker.is_some() || is_code(line);
        match fence {
            None => fence = marker,
            Some(open) if marker == Some(open) => fence = None,
            Some(_) => {}
        }
        text.push_str(&if verbatim { line.clone() } else { plain_links(line) });
        text.push('\n');
    }
    text
}

fn plain_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '[']) {
        let (before, found) = rest.split_at(at);
        text.push_str(before);
        let (kept, after) = code_span(found).or_else(|| item_link(found)).unwrap_or_else(|| {
            // A lone backtick or bracket: one byte, for both are ASCII.
            found.split_at(1)
        });
        text.push_str(kept);
        rest = after;
    }
    text + rest
}

/// The code span at the beginning of `text`, and what follows it.
fn code_span(text: &str) -> Option<(&str, &str)> {
    let inside = text.trim_start_matches('`');
    let ticks = text.len() - inside.len();
    let marker = text.get(..ticks).filter(|marker| !marker.is_empty())?;
    let end = inside.find(marker)?;
    text.split_at_checked(ticks + end + ticks)
}

/// The text of the link to a Rust item at the beginning of `text`, and what follows the link.
fn item_link(text: &str) -> Option<(&str, &str)> {
    let (shown, after) = text.strip_prefix('[')?.split_once(']')?;
    match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
        Some((target, after)) => is_item(target).then_some((shown, after)),
        None => (shown.starts_with('`') && shown.ends_with('`')).then_some((shown, after)),
    }
}

fn is_item(target: &str) -> bool {
    matches!(target, "Self" | "crate" | "super") || target.contains("::") && !target.contains('/')
}
