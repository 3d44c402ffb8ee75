//! The data source.

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use kfm_provider::model;
use kfm_provider::terraform::data_source::DataSource;
use kfm_provider::terraform::diag::{AttributePath, Diag, Diags};
use kfm_provider::terraform::model::Set;
use kfm_provider::terraform::value::Value;

use super::{Note, World};

model! {
    /// A note that is there already.
    pub(crate) struct FoundNote {
        /// The name. "bad" is refused; "panic" and "undecided" go wrong.
        name: String => required;
        /// The text.
        text: String => computed;
        /// The labels.
        labels: Set<String> => computed;
    }
}

#[derive(Debug)]
pub(super) struct NoteSource;

#[async_trait]
impl DataSource for NoteSource {
    type Model = FoundNote;
    type Reader = Arc<World>;
    const NAME: &'static str = "sample_note";

    fn validate(&self, config: &FoundNote) -> Diags {
        let name = config.name.known().map_or("", String::as_str);
        assert!(name != "panic", "asked to fail at validate");
        if name != "bad" {
            return Diags::new();
        }
        Diag::error("Bad name", "The name is bad.").at(AttributePath::attribute("name")).into()
    }

    async fn read(
        &self,
        world: &Arc<World>,
        config: FoundNote,
    ) -> Result<(FoundNote, Diags), Diags> {
        let name = config.name.known().cloned().unwrap_or_default();
        assert!(name != "panic", "asked to fail at read");
        if name == "undecided" {
            return Ok((FoundNote { text: Value::Unknown, ..config }, Diags::new()));
        }
        let notes = world.notes.lock().unwrap_or_else(PoisonError::into_inner);
        match notes.get(&name) {
            None => Err(Diag::error(format!("No note `{name}`"), "Nothing was read.").into()),
            Some(note) => {
                let Note { text, labels, .. } = note.clone();
                let warning = Diag::warning("A note was read", "It may change.");
                Ok((FoundNote { text, labels, ..config }, warning.into()))
            }
        }
    }
}
