//! Errors that a configuration foretells: `# error: <text> | <text>` at the end of a line says
//! that terraform finds exactly these errors on that line, and none on a line without it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{Context, Failure, Result};

const MARK: &str = "# error: ";
const AND: &str = " | ";

/// The errors of a configuration by line, counted from 1.
type Errors = BTreeMap<u64, Vec<String>>;

/// Fails unless what `validate -json` found in `file` is what `text` foretells.
pub fn hold(text: &str, file: &str, found: &Value) -> Result<()> {
    let foretold = foretold(text);
    if foretold.is_empty() {
        return Err(Failure::new(format!("no line of `{file}` ends in `{MARK}…`")));
    }
    let mut found = errors(found, file)?;
    let mut wrong = Vec::new();
    for (line, texts) in foretold {
        let mut here = found.remove(&line).unwrap_or_default();
        for text in texts {
            match here.iter().position(|error| error.contains(&text)) {
                Some(index) => drop(here.swap_remove(index)),
                None => wrong.push(format!("line {line}: no error says `{text}`")),
            }
        }
        wrong.extend(here.iter().map(|error| format!("line {line}: not foretold: {error}")));
    }
    for (line, errors) in found {
        wrong.extend(errors.iter().map(|error| format!("line {line}: not foretold: {error}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
}

fn foretold(text: &str) -> Errors {
    let marked = (1..).zip(text.lines()).filter_map(|(line, text)| {
        let (_, texts) = text.split_once(MARK)?;
        Some((line, texts.trim_end().split(AND).map(str::to_owned).collect()))
    });
    marked.collect()
}

fn errors(found: &Value, file: &str) -> Result<Errors> {
    let all = found.get("diagnostics").and_then(Value::as_array).doing("no diagnostics")?;
    let mut errors = Errors::new();
    for one in all {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("severity") != "error" {
            continue;
        }
        let message = format!("{}: {}", text("summary"), text("detail"));
        let place = one.get("range").filter(|place| place.get("filename") == Some(&file.into()));
        let line = place.and_then(|place| place.pointer("/start/line")).and_then(Value::as_u64);
        let line = line.doing(format!("an error that is not in `{file}`: {message}"))?;
        errors.entry(line).or_default().push(message);
    }
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "a = 1\nb = 2 # error: two | deux\nc = 3 # error: three\n";

    fn found(errors: &[(u64, &str)]) -> Value {
        let one = |(line, summary): &(u64, &str)| {
            let range = json!({ "filename": "main.tf", "start": { "line": line } });
            json!({ "severity": "error", "summary": summary, "detail": "", "range": range })
        };
        json!({ "diagnostics": errors.iter().map(one).collect::<Vec<_>>() })
    }

    #[test]
    fn exactly_what_is_foretold_is_found() {
        let all = [(2, "says deux"), (2, "says two"), (3, "says three")];
        hold(TEXT, "main.tf", &found(&all)).unwrap();
        assert!(hold(TEXT, "main.tf", &found(&all[1..])).is_err(), "one is missing");
        let more = [all.as_slice(), &[(1, "says one")]].concat();
        assert!(hold(TEXT, "main.tf", &found(&more)).is_err(), "one is too many");
        let twice = [all.as_slice(), &[(3, "says three")]].concat();
        assert!(hold(TEXT, "main.tf", &found(&twice)).is_err(), "one is there twice");
        let moved = [(2, "says deux"), (3, "says two"), (3, "says three")];
        assert!(hold(TEXT, "main.tf", &found(&moved)).is_err(), "one is elsewhere");
        assert!(hold("a = 1\n", "main.tf", &found(&[])).is_err(), "nothing is foretold");
    }
}
