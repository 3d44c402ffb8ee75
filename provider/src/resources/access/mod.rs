//! `kfm_access`: who may do what in a zone, by the documents that are in force.

mod config;
mod errors;
mod model;
mod observe;
mod principals;
mod read;

use async_trait::async_trait;

pub use model::{AccessModel, EntryModel};

use crate::configure::Reader;
use crate::terraform::data_source::DataSource;
use crate::terraform::diag::Diags;

/// The data source `kfm_access`.
#[derive(Debug)]
pub struct Access;

#[async_trait]
impl DataSource for Access {
    type Model = AccessModel;
    type Reader = Reader;

    const NAME: &'static str = "kfm_access";

    fn validate(&self, config: &AccessModel) -> Diags {
        let mut diags = Diags::new();
        drop(config::asked(config, &mut diags));
        diags
    }

    async fn read(
        &self,
        reader: &Reader,
        config: AccessModel,
    ) -> Result<(AccessModel, Diags), Diags> {
        read::read(reader, config).await
    }
}
