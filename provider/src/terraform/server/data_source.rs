//! A typed data source behind its wire form; ValidateDataResourceConfig, ReadDataSource.

use async_trait::async_trait;

use super::erased::model;
use super::state::settle;
use super::{Server, compare, guard};
use crate::terraform::attribute::{Schema, Type};
use crate::terraform::data_source::DataSource;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::{Field as _, Model as _};
use crate::terraform::resource::Provider;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::tfplugin6::read_data_source::{Request, Response};
use crate::terraform::wire::{diagnostics, value};

/// A data source behind its wire form. Every [`DataSource`] is one.
#[async_trait]
pub trait DynDataSource<R>: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Its schema. The version has no meaning: what is read is read anew each time.
    fn schema(&self) -> Schema;
    /// See [`DataSource::validate`].
    fn validate(&self, config: Tree) -> Diags;
    /// See [`DataSource::read`].
    ///
    /// # Errors
    /// Those of [`DataSource::read`], or the configuration has not the shape of the schema.
    async fn read(&self, reader: &R, config: Tree) -> Result<(Tree, Diags), Diags>;
}

#[async_trait]
impl<R, T> DynDataSource<R> for T
where
    R: Send + Sync + 'static,
    T: DataSource<Reader = R>,
{
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn schema(&self) -> Schema {
        Schema { version: 0, doc: T::Model::DOC, attributes: T::Model::attributes() }
    }

    fn validate(&self, config: Tree) -> Diags {
        match model::<T::Model>(T::NAME, config) {
            Ok(Some(config)) => DataSource::validate(self, &config),
            Ok(None) => Diags::new(),
            Err(diags) => diags,
        }
    }

    async fn read(&self, reader: &R, config: Tree) -> Result<(Tree, Diags), Diags> {
        let config = model::<T::Model>(T::NAME, config)?.unwrap_or_default();
        let (found, diags) = DataSource::read(self, reader, config).await?;
        Ok((found.encode(), diags))
    }
}

/// A data source with what its calls need each time.
pub(super) struct ServedData<P: Provider> {
    pub(super) name: &'static str,
    pub(super) schema: Schema,
    pub(super) ty: Type,
    pub(super) source: Box<dyn DynDataSource<P::Reader>>,
}

impl<P: Provider> ServedData<P> {
    pub(super) fn new(source: Box<dyn DynDataSource<P::Reader>>) -> Self {
        let (name, schema) = (source.name(), source.schema());
        Self { name, ty: schema.ty(), schema, source }
    }
}

impl<P: Provider> Server<P> {
    pub(super) fn data_source(&self, name: &str) -> Result<&ServedData<P>, Diags> {
        self.data_sources.get(name).ok_or_else(|| {
            Diag::error(
                format!("Unknown data source `{name}`"),
                "This version of the provider has no such data source; nothing was read. Check \
                 its name and the provider's version.",
            )
            .into()
        })
    }

    pub(super) async fn read_data(&self, request: Request) -> Response {
        let diags = match guard::catch(self.try_read_data(&request)).await {
            Ok(Ok((state, diags))) => {
                let state = Some(value::encode(&state));
                return Response { state, diagnostics: diagnostics::encode(diags) };
            }
            Ok(Err(diags)) => diags,
            Err(panic) => panic.diag("read", &request.type_name, "Nothing was changed.").into(),
        };
        Response { state: None, diagnostics: diagnostics::encode(diags) }
    }

    async fn try_read_data(&self, request: &Request) -> Result<(Tree, Diags), Diags> {
        let served = self.data_source(&request.type_name)?;
        let configured = self.configured(served.name)?;
        let mut config = value::decode(&served.ty, request.config.as_ref())?;
        let undecided = compare::settle(&mut config);
        if !undecided.is_empty() {
            return Err(undecided.into_iter().map(|path| not_known(served.name, path)).collect());
        }
        let (mut found, mut diags) = served.source.read(&configured.reader, config).await?;
        settle(served.name, &mut found, &mut diags);
        Ok((found, diags))
    }
}

/// Terraform waits with a read until all of its configuration is known.
fn not_known(name: &str, path: AttributePath) -> Diag {
    let summary = format!("`{path}` of `{name}` is not known yet");
    let detail = "A data source is read when all of its configuration is known; nothing was read. \
                  This is a bug in what called the provider; report it.";
    Diag::error(summary, detail).at(path)
}
