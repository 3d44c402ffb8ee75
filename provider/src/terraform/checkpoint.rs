//! What an apply has made so far, kept where a panic cannot lose it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use super::model::Field;
use super::resource::Resource;
use super::value::Tree;

/// The newest partial state: a tree and the private bytes.
pub(super) type Saved = Arc<Mutex<Option<(Tree, Vec<u8>)>>>;

/// Records what exists after each step of an apply. If the apply panics, the server returns the
/// newest record in place of a state, so that nothing that was made is forgotten.
pub struct Checkpoint<R: Resource + ?Sized> {
    saved: Saved,
    resource: PhantomData<fn() -> Box<R>>,
}

impl<R: Resource + ?Sized> Checkpoint<R> {
    pub(super) fn new(saved: Saved) -> Self {
        Self { saved, resource: PhantomData }
    }

    /// Notes the state that exists now.
    pub fn save(&self, state: &R::Model, private: &R::Private) {
        let bytes = serde_json::to_vec(private).unwrap_or_default();
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some((state.encode(), bytes));
    }
}

impl<R: Resource + ?Sized> fmt::Debug for Checkpoint<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoint").finish_non_exhaustive()
    }
}
