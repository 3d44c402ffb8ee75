//! What the demonstration says.

use kfm_acceptance::Failure;

/// The last line that begins so.
pub(crate) fn last_line<'a>(text: &'a str, start: &str) -> &'a str {
    text.lines().rev().find(|line| line.starts_with(start)).unwrap_or("?")
}

/// Begins a chapter.
pub(crate) fn heading(text: &str) {
    say(&format!("\n== {text}"));
}

#[expect(clippy::print_stdout, reason = "a demonstration speaks to whoever runs it")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a demonstration speaks to whoever runs it")]
pub(crate) fn complain(failure: &Failure) {
    eprintln!("\ndemo: {failure}");
}
