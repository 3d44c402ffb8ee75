//! The arguments `action` and `resource`: what is asked, and of what.

use crate::domain::evaluator::Gatekeeper;
use crate::domain::iam_actions;
use crate::domain::policy_document::PolicyKind;
use crate::terraform::diag::AttributePath;
use crate::terraform::function::ArgumentError;

/// What is asked.
#[derive(Debug)]
pub(super) struct Target {
    /// The action.
    pub(super) action: String,
    /// The ARN of the resource, or `*`.
    pub(super) resource: String,
}

/// What an ARN is of, where the evaluator or the table of actions tells it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bucket,
    Object,
    Key,
    Role,
    Other,
}

impl Target {
    pub(super) fn parse(action: String, resource: String, errors: &mut Vec<ArgumentError>) -> Self {
        let target = Self { action, resource };
        let mut say = |argument: &str, problem: Option<String>| {
            let path = AttributePath::attribute(argument);
            errors.extend(problem.map(|problem| ArgumentError::new(path, problem)));
        };
        let wrong_action = target.wrong_action();
        let wrong_resource = target.wrong_resource();
        if wrong_action.is_none() && wrong_resource.is_none() {
            say("resource", target.wrong_pair());
        }
        say("action", wrong_action);
        say("resource", wrong_resource);
        target
    }

    fn wrong_action(&self) -> Option<String> {
        let action = &self.action;
        let fits = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !part.is_empty() && part.bytes().all(fits)
        };
        match action.split_once(':') {
            Some((service, name)) if fits(service) && fits(name) => {
                let is = |known: &str| service.eq_ignore_ascii_case(known);
                let unknown = (is("s3") || is("kms")) && iam_actions::find(action).is_none();
                unknown.then(|| format!("`{action}` is no action of S3 or KMS"))
            }
            _ => Some(format!(
                "`{action}` is not the name of one action, as `s3:GetObject`: a request has one"
            )),
        }
    }

    fn wrong_resource(&self) -> Option<String> {
        let resource = &self.resource;
        if resource == "*" {
            return None;
        }
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", partition, service, _, _, name]
                if !partition.is_empty() && !service.is_empty() && !name.is_empty() =>
            {
                resource.contains(['*', '?']).then(|| {
                    format!("`{resource}` has a wildcard: a request is about one resource")
                })
            }
            _ => Some(format!(
                "`{resource}` is no ARN (arn:<partition>:<service>:<region>:<account>:<resource>) \
                 and not `*`"
            )),
        }
    }

    /// An action that is never asked of such a resource, so that no policy would allow it.
    fn wrong_pair(&self) -> Option<String> {
        let action = iam_actions::find(&self.action)?;
        let forms: Vec<_> =
            action.resources.iter().map(|resource| format!("`{}`", resource.arn())).collect();
        if forms.is_empty() {
            return (self.resource != "*")
                .then(|| format!("`{}` has no resource: give `*`", action.name));
        }
        let fits = match self.of() {
            Kind::Bucket => action.on_bucket(),
            Kind::Object => action.on_object(),
            Kind::Key => action.on_key(),
            Kind::Role => false,
            Kind::Other => self.resource != "*",
        };
        (!fits).then(|| {
            let forms = forms.join(" or ");
            format!("`{}` is never asked of `{}`, but of {forms}", action.name, self.resource)
        })
    }

    fn part(&self, at: usize) -> &str {
        self.resource.splitn(6, ':').nth(at).unwrap_or_default()
    }

    fn of(&self) -> Kind {
        let name = self.part(5);
        match self.part(2) {
            "s3" if self.part(3).is_empty() && self.part(4).is_empty() => {
                if name.contains('/') {
                    Kind::Object
                } else {
                    Kind::Bucket
                }
            }
            "kms" if name.starts_with("key/") => Kind::Key,
            "iam" if name.starts_with("role/") => Kind::Role,
            _ => Kind::Other,
        }
    }

    /// The account that the ARN names.
    pub(super) fn account(&self) -> Option<&str> {
        Some(self.part(4)).filter(|account| !account.is_empty())
    }

    /// How the resource's policy counts. That of a role says who may assume it, and nothing of
    /// what may be done to it.
    pub(super) fn gatekeeper(&self) -> Gatekeeper {
        match self.of() {
            Kind::Bucket | Kind::Object => Gatekeeper::Bucket,
            Kind::Key => Gatekeeper::Key,
            Kind::Role if self.action.to_ascii_lowercase().starts_with("sts:") => Gatekeeper::Role,
            Kind::Role | Kind::Other => Gatekeeper::Other,
        }
    }

    /// Which rules the resource's policy follows; `None` where they are not known.
    pub(super) fn kind(&self) -> Option<PolicyKind> {
        match self.gatekeeper() {
            Gatekeeper::Bucket => Some(PolicyKind::Bucket),
            Gatekeeper::Key => Some(PolicyKind::Key),
            Gatekeeper::Role => Some(PolicyKind::Trust),
            Gatekeeper::Other => None,
        }
    }
}
