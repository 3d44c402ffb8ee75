//! Diagnostics and paths as the wire carries them.

use super::proto::tfplugin6 as proto;
use crate::terraform::diag::{AttributePath, Diag, Diags, Severity, Step};

/// All messages, in order.
pub(crate) fn encode(diags: Diags) -> Vec<proto::Diagnostic> {
    diags.into_iter().map(diagnostic).collect()
}

/// Only the top attribute goes into the path, see [`Diag::at`]; the detail names the rest.
fn diagnostic(diag: Diag) -> proto::Diagnostic {
    let severity = match diag.severity {
        Severity::Error => proto::diagnostic::Severity::Error,
        Severity::Warning => proto::diagnostic::Severity::Warning,
    };
    let attribute =
        diag.path.steps().first().map(|first| proto::AttributePath { steps: vec![step(first)] });
    let mut detail = diag.detail;
    if diag.path.steps().len() > 1 {
        let full = diag.path.to_string();
        if !detail.contains(&full) && !diag.summary.contains(&full) {
            let gap = if detail.is_empty() { "" } else { "\n\n" };
            detail = format!("{detail}{gap}The attribute is `{full}`.");
        }
    }
    proto::Diagnostic { severity: severity.into(), summary: diag.summary, detail, attribute }
}

/// A whole path.
pub(crate) fn path(path: &AttributePath) -> proto::AttributePath {
    proto::AttributePath { steps: path.steps().iter().map(step).collect() }
}

fn step(step: &Step) -> proto::attribute_path::Step {
    use proto::attribute_path::step::Selector;
    let selector = match step {
        Step::Attribute(name) => Selector::AttributeName(name.clone()),
        Step::Key(key) => Selector::ElementKeyString(key.clone()),
        Step::Index(index) => Selector::ElementKeyInt(*index),
    };
    proto::attribute_path::Step { selector: Some(selector) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(diag: Diag) -> proto::Diagnostic {
        encode(diag.into()).remove(0)
    }

    #[test]
    fn a_path_into_a_nested_attribute_is_cut_and_named() {
        let path = AttributePath::attribute("grants").key("ingest").then("role");
        let diag = one(Diag::error("s", "Not a role.").at(path.clone()));
        assert_eq!(diag.attribute.unwrap().steps.len(), 1);
        assert_eq!(diag.detail, "Not a role.\n\nThe attribute is `grants[\"ingest\"].role`.");
        let named = one(Diag::error("s", format!("`{path}` is no role")).at(path));
        assert!(!named.detail.contains("The attribute is"));
    }

    #[test]
    fn the_whole_resource_has_no_path() {
        let diag = one(Diag::warning("s", "d"));
        assert_eq!(diag.attribute, None);
        assert_eq!(diag.detail, "d");
        assert_eq!(diag.severity(), proto::diagnostic::Severity::Warning);
    }

    #[test]
    fn a_replacement_path_is_sent_whole() {
        let sent = path(&AttributePath::attribute("a").key("k").then("b"));
        assert_eq!(sent.steps.len(), 3);
    }
}
