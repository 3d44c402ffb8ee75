//! What is wrong with how a command was used: all of it at once, then what to do.

use std::io::{self, Write};

use super::Exit;

/// Tells problems, one a line.
pub(super) fn tell(
    errors: &mut (dyn Write + Send),
    problems: &[String],
    advice: &str,
) -> io::Result<Exit> {
    for problem in problems {
        writeln!(errors, "error: {problem}")?;
    }
    writeln!(errors, "nothing was evaluated; {advice}")?;
    Ok(Exit::Error)
}
