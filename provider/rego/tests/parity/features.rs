//! Features of Rego, each with a module that uses it: `parity/features/`.

use serde_json::Value;

use crate::question::Question;

macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        &[$(($area, include_str!(concat!("../../parity/features/", $area, ".txt")))),*]
    };
}

/// The areas, in the order of the table.
const AREAS: &[(&str, &str)] = areas![
    "rules",
    "logic",
    "values",
    "numbers",
    "strings",
    "encodings",
    "errors",
    "outside",
    "limits",
];

/// A question for each feature: the whole document of its module, with one input and data for all.
pub(crate) fn questions() -> Vec<Question> {
    let json = |text| serde_json::from_str::<Value>(text).unwrap();
    let input = json(include_str!("../../parity/features/input.json"));
    let Value::Object(data) = json(include_str!("../../parity/features/data.json")) else {
        panic!("data is an object")
    };
    let ask = |area, (name, rules): (&str, &str)| {
        let text = format!("package feature\n\nimport rego.v1\n\n{rules}");
        let module = ["feature.rego", &text, "data.feature"];
        Question::new(area, name.to_owned(), module, data.clone(), input.clone())
    };
    let areas = AREAS.iter();
    areas.flat_map(|(area, text)| features(text).map(|feature| ask(area, feature))).collect()
}

/// Names and rules: a name stands behind `## ` at the start of a line.
fn features(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = text.strip_prefix("## ").expect("a file begins with a feature");
    text.split("\n## ").map(|feature| feature.split_once('\n').expect("a feature has rules"))
}

#[test]
fn a_feature_has_a_name_of_its_own() {
    let names: Vec<_> = questions().into_iter().map(|one| one.name).collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
    assert!(names.len() >= 60, "{}", names.len());
}
