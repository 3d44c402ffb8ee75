//! `zone_key`: where a file of a dataset lies in its zones.

use super::text;
use crate::domain::promotion::contract::{self, KeyFault};
use crate::model;
use crate::terraform::diag::AttributePath;
use crate::terraform::function::{ArgumentError, Function};

model! {
    /// The key of a file of a dataset, the same in every zone: `<dataset>/<version>/<path>`.
    ///
    /// Promotion copies a file to the same key in the next zone, and gates refuse keys that do not
    /// carry dataset and version. There is no key for what is `latest`: that is what a catalog is
    /// for.
    pub struct Parameters {
        /// The dataset's slug, of lower-case letters, digits, `_` and `-`, with the folders above it
        /// if there are any, as `hydrology/example_gauges`.
        dataset: String => required;
        /// The version's id: year, month, and the first eight digits of the specification's hash,
        /// as `2026-05.572e3948`.
        version: String => required;
        /// The file's path within the version, as `artifacts/gauges.geojson`.
        path: String => required;
    }
}

/// The function.
#[derive(Debug)]
pub struct ZoneKey;

impl Function for ZoneKey {
    type Parameters = Parameters;
    type Returns = String;
    const NAME: &'static str = "zone_key";

    fn call(&self, arguments: Parameters) -> Result<String, Vec<ArgumentError>> {
        let Parameters { dataset, version, path } = &arguments;
        contract::zone_key(text(dataset), text(version), text(path)).map_err(|faults| {
            let error = |fault: KeyFault| {
                let parameter = match fault {
                    KeyFault::Dataset => "dataset",
                    KeyFault::Version => "version",
                    KeyFault::Path | KeyFault::Length => "path",
                };
                ArgumentError::new(AttributePath::attribute(parameter), fault.to_string())
            };
            faults.into_iter().map(error).collect()
        })
    }
}
