//! The function.

use kfm_provider::model;
use kfm_provider::terraform::diag::AttributePath;
use kfm_provider::terraform::dynamic::Dynamic;
use kfm_provider::terraform::function::{ArgumentError, Function};
use kfm_provider::terraform::model::List;
use kfm_provider::terraform::value::Value;

model! {
    /// Joins words.
    ///
    /// Whatever they are.
    pub(crate) struct JoinParameters {
        /// What stands between them. "panic" panics.
        separator: String => required;
        /// The words.
        words: List<String> => required;
        /// What stands around each.
        quote: String => optional;
        /// Anything: it is returned as text, unless it holds a null.
        extra: Dynamic => optional;
    }
}

model! {
    /// What was joined.
    pub(crate) struct Joined {
        /// The text.
        text: String => computed;
        /// How many words there were.
        count: i64 => computed;
        /// What else there was.
        extra: String => computed;
    }
}

#[derive(Debug)]
pub(super) struct Join;

impl Function for Join {
    type Parameters = JoinParameters;
    type Returns = Joined;
    const NAME: &'static str = "join";

    fn call(&self, arguments: JoinParameters) -> Result<Joined, Vec<ArgumentError>> {
        let separator = arguments.separator.into_known().unwrap_or_default();
        assert!(separator != "panic", "asked to fail");
        let mut errors = Vec::new();
        let quote = arguments.quote.into_known().unwrap_or_default();
        if quote == "bad" {
            errors.push(ArgumentError::new(AttributePath::attribute("quote"), "is bad"));
        }
        let mut words = Vec::new();
        for (index, word) in arguments.words.into_known().unwrap_or_default().0.iter().enumerate() {
            match word.known() {
                Some(word) if word != "bad" => words.push(format!("{quote}{word}{quote}")),
                _ => {
                    let path = AttributePath::attribute("words").index(index);
                    errors.push(ArgumentError::new(path, "is bad"));
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let count = i64::try_from(words.len()).unwrap_or(i64::MAX);
        let extra = arguments.extra.map(|Dynamic(tree)| format!("{tree:?}"));
        Ok(Joined { text: Value::Known(words.join(&separator)), count: Value::Known(count), extra })
    }
}
