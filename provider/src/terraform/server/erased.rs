//! A typed resource behind its wire form.

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use crate::terraform::attribute::Schema;
use crate::terraform::checkpoint::{Checkpoint, Saved};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::{Model, ShapeError};
use crate::terraform::resource::{ApplyRequest, Control, PlanRequest, ReadRequest, Resource};
use crate::terraform::value::{Tree, Value};

/// A plan as it arrives; null trees stand for what does not exist.
#[derive(Debug)]
pub struct PlanInput {
    /// The refreshed state.
    pub prior: Tree,
    /// The configuration.
    pub config: Tree,
    /// Core's merge of both.
    pub proposed: Tree,
    /// The stored private bytes.
    pub private: Vec<u8>,
}

/// A plan as it leaves.
#[derive(Debug)]
pub struct PlanOutput {
    /// The planned state; null for a destroy.
    pub planned: Tree,
    /// What apply will receive.
    pub private: Vec<u8>,
    /// What forces replacement beyond the schema's marks.
    pub replace: Vec<AttributePath>,
    /// Messages.
    pub diags: Diags,
}

/// An apply as it arrives.
#[derive(Debug)]
pub struct ApplyInput {
    /// The state before.
    pub prior: Tree,
    /// The planned state; null deletes.
    pub planned: Tree,
    /// The configuration.
    pub config: Tree,
    /// What plan returned.
    pub private: Vec<u8>,
    /// See [`Control::cancel`].
    pub cancel: CancellationToken,
    /// See [`Control::checkpoint`].
    pub(in crate::terraform) saved: Saved,
}

/// A state as it leaves apply, read or import.
#[derive(Debug)]
pub struct StateOutput {
    /// What exists; null if nothing does.
    pub state: Tree,
    /// What to keep beside it.
    pub private: Vec<u8>,
    /// Messages.
    pub diags: Diags,
}

/// A resource type behind its wire form. Every [`Resource`] is one.
///
/// An `Err` means that the call was refused before the resource saw it: what arrived has not the
/// shape of the schema. The caller then keeps the state that it had.
#[async_trait]
pub trait DynResource<R, W>: Send + Sync {
    /// The type's name.
    fn name(&self) -> &'static str;
    /// The type's schema.
    fn schema(&self) -> Schema;
    /// See [`Resource::validate`].
    fn validate(&self, config: Tree) -> Diags;
    /// See [`Resource::upgrade`].
    ///
    /// # Errors
    /// The version is not known or the state has not its shape.
    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String>;
    /// See [`Resource::plan`].
    async fn plan(&self, reader: &R, input: PlanInput) -> Result<PlanOutput, Diags>;
    /// See [`Resource::apply`].
    async fn apply(&self, writer: &W, input: ApplyInput) -> Result<StateOutput, Diags>;
    /// See [`Resource::read`].
    async fn read(&self, reader: &R, state: Tree, private: Vec<u8>) -> Result<StateOutput, Diags>;
    /// See [`Resource::import`].
    async fn import(&self, reader: &R, id: &str) -> Result<StateOutput, Diags>;
}

#[async_trait]
impl<R, W, T> DynResource<R, W> for T
where
    R: Send + Sync + 'static,
    W: Send + Sync + 'static,
    T: Resource<Reader = R, Writer = W>,
{
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn schema(&self) -> Schema {
        Schema { version: T::VERSION, doc: T::Model::DOC, attributes: T::Model::attributes() }
    }

    fn validate(&self, config: Tree) -> Diags {
        match model::<T::Model>(T::NAME, config) {
            Ok(Some(config)) => Resource::validate(self, &config),
            Ok(None) => Diags::new(),
            Err(diags) => diags,
        }
    }

    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String> {
        Resource::upgrade(self, version, state)
    }

    async fn plan(&self, reader: &R, input: PlanInput) -> Result<PlanOutput, Diags> {
        let request = PlanRequest {
            prior: model::<T::Model>(T::NAME, input.prior)?,
            config: model::<T::Model>(T::NAME, input.config)?,
            proposed: model::<T::Model>(T::NAME, input.proposed)?,
            private: private::<T>(&input.private)?,
        };
        let response = Resource::plan(self, reader, request).await;
        Ok(PlanOutput {
            planned: tree::<T>(response.planned.as_ref()),
            private: bytes::<T>(&response.private)?,
            replace: response.replace,
            diags: response.diags,
        })
    }

    async fn apply(&self, writer: &W, input: ApplyInput) -> Result<StateOutput, Diags> {
        let request = ApplyRequest {
            prior: model::<T::Model>(T::NAME, input.prior)?,
            planned: model::<T::Model>(T::NAME, input.planned)?,
            config: model::<T::Model>(T::NAME, input.config)?,
            private: private::<T>(&input.private)?,
        };
        let control = Control { cancel: input.cancel, checkpoint: Checkpoint::new(input.saved) };
        let response = Resource::apply(self, writer, request, &control).await;
        Ok(output::<T>(response.state.as_ref(), &response.private, response.diags))
    }

    async fn read(&self, reader: &R, state: Tree, stored: Vec<u8>) -> Result<StateOutput, Diags> {
        let private = private::<T>(&stored)?;
        let Some(state) = model::<T::Model>(T::NAME, state)? else {
            return Ok(StateOutput { state: Tree::Null, private: stored, diags: Diags::new() });
        };
        let response = Resource::read(self, reader, ReadRequest { state, private }).await;
        Ok(output::<T>(response.state.as_ref(), &response.private, response.diags))
    }

    async fn import(&self, reader: &R, id: &str) -> Result<StateOutput, Diags> {
        let imported = Resource::import(self, reader, id).await?;
        Ok(output::<T>(Some(&imported.state), &imported.private, imported.diags))
    }
}

/// The model of a configuration or state of `name`; `None` of none.
pub(super) fn model<M: Model>(name: &str, tree: Tree) -> Result<Option<M>, Diags> {
    match Value::<M>::decode(tree)? {
        Value::Known(model) => Ok(Some(model)),
        Value::Null => Ok(None),
        Value::Unknown => Err(ShapeError {
            path: AttributePath::root(),
            message: format!("all of `{name}` is unknown"),
        }
        .into()),
    }
}

fn tree<T: Resource>(model: Option<&T::Model>) -> Tree {
    model.map_or(Tree::Null, crate::terraform::model::Field::encode)
}

/// Reads private bytes; none were stored if there are none.
fn private<T: Resource>(bytes: &[u8]) -> Result<Option<T::Private>, Diags> {
    if bytes.is_empty() {
        return Ok(None);
    }
    decode_private(bytes).map(Some).map_err(|error| {
        Diag::error(
            format!("Private data of `{}` cannot be read", T::NAME),
            // The position only: the text around it would show the data.
            format!(
                "What the provider keeps beside the state is not readable by this version of it \
                 ({error}); nothing was changed. Use the version of the provider that wrote it."
            ),
        )
        .into()
    })
}

fn decode_private<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes)
        .map_err(|error| format!("line {}, column {}", error.line(), error.column()))
}

fn bytes<T: Resource>(private: &T::Private) -> Result<Vec<u8>, Diags> {
    serde_json::to_vec(private).map_err(|_| unwritable::<T>().into())
}

fn unwritable<T: Resource>() -> Diag {
    Diag::error(
        format!("Private data of `{}` cannot be written", T::NAME),
        "What the provider keeps beside the state has no JSON form. This is a bug in the \
         provider; report it.",
    )
}

/// The state is kept even if the private data has no JSON form: what exists must not be lost.
fn output<T: Resource>(
    state: Option<&T::Model>,
    private: &T::Private,
    mut diags: Diags,
) -> StateOutput {
    let private = serde_json::to_vec(private).unwrap_or_else(|_| {
        diags.push(unwritable::<T>());
        Vec::new()
    });
    StateOutput { state: tree::<T>(state), private, diags }
}
