//! Where a zone lies, and the names that follow from it.

use super::{Inputs, path};
use crate::configure::Settings;
use crate::configure::parse::{invalid, parsed};
use crate::domain::names::NameError;
use crate::domain::{
    AccountId, BucketName, BucketNamespace, Environment, LogSource, Region, ZoneKind,
};
use crate::resources::zone::model::ZoneModel;
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

/// Where a zone lies: what its names are made from.
pub(super) struct Place<'a> {
    pub(super) settings: &'a Settings,
    pub(super) environment: Option<&'a Environment>,
    pub(super) account: Option<&'a AccountId>,
    pub(super) region: Option<&'a Region>,
}

impl Place<'_> {
    /// The bucket's name: as configured, else made from where the zone lies.
    pub(super) fn bucket(
        &self,
        config: &ZoneModel,
        inputs: &Inputs,
        diags: &mut Diags,
    ) -> Option<BucketName> {
        let configured = match parsed(&config.bucket, path("bucket"), BucketName::parse, diags) {
            Value::Known(name) => Some(name),
            Value::Unknown => return None,
            Value::Null => None,
        };
        let namespace = inputs.namespace?;
        if let Some(name) = configured {
            if let (Some(account), Some(region)) = (self.account, self.region)
                && let Err(error) = namespace.check(&name, account, region)
            {
                diags.push(invalid(path("bucket"), &error));
            }
            return Some(name);
        }
        let name = self.default_name(inputs.kind?, namespace)?;
        parsed(&Value::Known(name), path("bucket"), BucketName::parse, diags).into_known()
    }

    fn default_name(&self, kind: ZoneKind, namespace: BucketNamespace) -> Option<String> {
        let ending = namespace.default_ending(self.account?, self.region?);
        Some(format!("{}-{kind}{ending}", self.beginning()?))
    }

    fn beginning(&self) -> Option<String> {
        Some(format!("{}-{}", self.settings.name_prefix.known()?, self.environment?))
    }

    /// The kind of zone that the target of access logs is by its name, if it has a default name.
    pub(super) fn kind_of_log_target(&self, inputs: &Inputs) -> Option<ZoneKind> {
        let target = &inputs.access_log.as_ref()?.as_ref()?.bucket;
        let namespaces = [BucketNamespace::Global, BucketNamespace::AccountRegional];
        ZoneKind::ALL.into_iter().find(|kind| {
            let names = namespaces.map(|namespace| self.default_name(*kind, namespace));
            names.iter().flatten().any(|name| name == target.as_str())
        })
    }

    pub(super) fn check_log_target(&self, inputs: &Inputs, diags: &mut Diags) {
        let Some(kind) = self.kind_of_log_target(inputs).filter(|kind| *kind != ZoneKind::Logs)
        else {
            return;
        };
        if let Some(Some(log)) = &inputs.access_log {
            let rule = format!(
                "is the bucket of zone `{kind}`: access logs go to a zone of kind `logs` only"
            );
            let error = NameError::new("access log target", log.bucket.as_str(), rule);
            diags.push(invalid(path("access_log").then("bucket"), &error));
        }
    }

    /// The log sources: as configured, else every zone of the environment. Elsewhere than in
    /// `logs` there are none.
    pub(super) fn log_sources(&self, inputs: &Inputs) -> Option<Vec<LogSource>> {
        if inputs.kind? != ZoneKind::Logs {
            return Some(Vec::new());
        }
        match inputs.log_sources.as_ref()? {
            Some(sources) => Some(sources.clone()),
            None => Some(vec![LogSource::beginning(&format!("{}-", self.beginning()?)).ok()?]),
        }
    }
}
