//! The registry: the provider, and one line a resource or data source.

pub mod access;
mod caller;
mod place;
pub mod promotion_gate;
mod undeclared;
pub mod zone;
pub mod zone_policy;

use async_trait::async_trait;

use crate::configure::{Edges, ProviderModel, Reader, Settings, Writer, connection};
use crate::functions;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::resource::Provider;
use crate::terraform::server::{DynDataSource, DynFunction, DynResource};
use crate::terraform::value::Value;

/// The KFM provider.
#[derive(Debug)]
pub struct KfmProvider {
    edges: Edges,
}

impl KfmProvider {
    /// Makes the provider. `edges` is all that is not pure.
    pub const fn new(edges: Edges) -> Self {
        Self { edges }
    }
}

#[async_trait]
impl Provider for KfmProvider {
    type Model = ProviderModel;
    type Reader = Reader;
    type Writer = Writer;

    fn validate(&self, config: &ProviderModel) -> Diags {
        let (settings, mut diags) = Settings::parse(config);
        if let Value::Known(administrators) = &settings.administrators
            && administrators.iter().count() < 2
            && !administrators.iter().any(crate::domain::PrincipalArn::is_pattern)
        {
            diags.push(
                Diag::warning(
                    "Only one administrator of zones",
                    "`administrators` names one principal. If it is lost, only the account's root \
                     user can change the zones' policies. Name a second.",
                )
                .at(AttributePath::attribute("administrators")),
            );
        }
        let policy = AttributePath::attribute("policy_bundle");
        promotion_gate::check_policy(&config.policy_bundle, &policy, &mut diags);
        diags
    }

    async fn configure(
        &self,
        config: ProviderModel,
        _terraform_version: &str,
    ) -> Result<(Reader, Writer), Diags> {
        let (settings, diags) = Settings::parse(&config);
        if diags.has_errors() {
            return Err(diags);
        }
        Ok(connection::connect(&self.edges, &config, settings))
    }

    fn resources(&self) -> Vec<Box<dyn DynResource<Reader, Writer>>> {
        vec![
            Box::new(zone::Zone),
            Box::new(zone_policy::ZonePolicy),
            Box::new(promotion_gate::PromotionGate),
        ]
    }

    fn data_sources(&self) -> Vec<Box<dyn DynDataSource<Reader>>> {
        vec![Box::new(access::Access)]
    }

    fn functions(&self) -> Vec<Box<dyn DynFunction>> {
        functions::all()
    }
}
