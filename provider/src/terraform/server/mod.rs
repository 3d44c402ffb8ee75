//! The provider as the protocol sees it: what it serves behind its wire form, and the handlers.
//!
//! | file | what it holds |
//! |---|---|
//! | `erased.rs` | [`DynResource`]: a typed resource that speaks trees and bytes |
//! | `guard.rs` | panics turned into diagnostics |
//! | `compare.rs` | equality by type: what replaces, what came back as planned |
//! | `operations.rs` | running applies: cancelled by stop, waited for at the end |
//! | `plan.rs`, `apply.rs`, `state.rs` | what the calls do: plan; apply; read, import, upgrade |
//! | `data_source.rs`, `function.rs` | data sources and functions: wire form, and what the calls do |
//! | `service.rs` | the RPCs |

mod apply;
mod compare;
mod data_source;
mod erased;
mod function;
mod guard;
mod operations;
mod plan;
mod service;
mod state;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::attribute::{Schema, Type, object_type};
use super::diag::{Diag, Diags};
use super::resource::Provider;
pub use data_source::DynDataSource;
use data_source::ServedData;
pub use erased::{ApplyInput, DynResource, PlanInput, PlanOutput, StateOutput};
pub use function::DynFunction;
use function::ServedFunction;
pub use operations::Operations;

/// A resource type with what its calls need each time.
struct Served<P: Provider> {
    name: &'static str,
    schema: Schema,
    ty: Type,
    resource: Box<dyn DynResource<P::Reader, P::Writer>>,
}

/// Serves a provider. Calls for many resources run at the same time.
pub struct Server<P: Provider> {
    provider: P,
    schema: Schema,
    resources: BTreeMap<&'static str, Arc<Served<P>>>,
    data_sources: BTreeMap<&'static str, ServedData<P>>,
    functions: BTreeMap<&'static str, ServedFunction>,
    configured: RwLock<Option<Configured<P>>>,
    operations: Operations,
}

/// What the provider block was turned into.
struct Configured<P: Provider> {
    reader: Arc<P::Reader>,
    writer: Arc<P::Writer>,
}

impl<P: Provider> Clone for Configured<P> {
    fn clone(&self) -> Self {
        Self { reader: Arc::clone(&self.reader), writer: Arc::clone(&self.writer) }
    }
}

impl<P: Provider> Server<P> {
    /// A server of `provider`, not configured yet.
    pub fn new(provider: P) -> Self {
        guard::note_panic_locations();
        let resources = provider
            .resources()
            .into_iter()
            .map(|resource| {
                let (name, schema) = (resource.name(), resource.schema());
                let ty = object_type(&schema.attributes);
                (name, Arc::new(Served { name, schema, ty, resource }))
            })
            .collect();
        let data_sources = provider.data_sources().into_iter().map(|source| {
            let served = ServedData::new(source);
            (served.name, served)
        });
        let functions = provider.functions().into_iter().map(|function| {
            let signature = function.signature();
            (signature.name, ServedFunction { signature, function })
        });
        Self {
            schema: provider.schema(),
            resources,
            data_sources: data_sources.collect(),
            functions: functions.collect(),
            provider,
            configured: RwLock::new(None),
            operations: Operations::default(),
        }
    }

    /// The applies under way; a handle that stays valid when the server is given away.
    pub fn operations(&self) -> Operations {
        self.operations.clone()
    }

    fn resource(&self, name: &str) -> Result<Arc<Served<P>>, Diags> {
        self.resources.get(name).cloned().ok_or_else(|| {
            Diag::error(
                format!("Unknown resource type `{name}`"),
                "This version of the provider has no such resource type; nothing was changed. \
                 Check the type's name and the provider's version.",
            )
            .into()
        })
    }

    fn configured(&self, name: &str) -> Result<Configured<P>, Diags> {
        let configured = self.configured.read().unwrap_or_else(PoisonError::into_inner);
        configured.clone().ok_or_else(|| {
            Diag::error(
                format!("The provider of `{name}` is not configured"),
                "It was used before the provider block was accepted; nothing was \
                 changed. Fix the errors of the provider block first.",
            )
            .into()
        })
    }

    fn configure(&self, reader: P::Reader, writer: P::Writer) {
        let configured = Configured { reader: Arc::new(reader), writer: Arc::new(writer) };
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = Some(configured);
    }
}

impl<P: Provider> fmt::Debug for Server<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("resources", &self.resources.keys()).finish_non_exhaustive()
    }
}
