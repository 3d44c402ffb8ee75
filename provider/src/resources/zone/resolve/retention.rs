//! How long a zone keeps what it holds.

use super::path;
use crate::configure::parse::{invalid, parsed};
use crate::domain::names::NameError;
use crate::domain::{Days, LockMode, LockRule, RetentionClass, ZoneKind};
use crate::resources::zone::model::ZoneModel;
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::value::Value;

/// The retention of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::resources) struct Retention {
    pub(in crate::resources) class: RetentionClass,
    pub(in crate::resources) rule: Option<LockRule>,
}

/// The class as configured, whatever else of the retention is not acceptable.
pub(super) fn class(config: &ZoneModel, kind: Option<ZoneKind>) -> Option<RetentionClass> {
    let default = kind?.retention_class();
    match &config.retention {
        Value::Unknown => None,
        Value::Null => Some(default),
        Value::Known(model) => match &model.class {
            Value::Unknown => None,
            Value::Null => Some(default),
            Value::Known(class) => Some(class.parse().unwrap_or(default).min(default)),
        },
    }
}

/// The retention as configured; `None` while it is not known, or where it is not acceptable.
pub(in crate::resources) fn retention(
    config: &ZoneModel,
    kind: Option<ZoneKind>,
    diags: &mut Diags,
) -> Option<Retention> {
    let kind = kind?;
    let model = match &config.retention {
        Value::Unknown => return None,
        Value::Null => {
            if kind.retention_required() {
                diags.push(required(kind));
                return None;
            }
            return Some(Retention { class: kind.retention_class(), rule: None });
        }
        Value::Known(model) => model,
    };
    let at = |name: &str| path("retention").then(name);
    let class = match parsed(&model.class, at("class"), str::parse, diags) {
        Value::Null => Some(kind.retention_class()),
        Value::Unknown => None,
        Value::Known(class) => Some(checked_class(class, kind, diags)),
    };
    let mode = match parsed(&model.mode, at("mode"), str::parse, diags) {
        Value::Null => Some(LockMode::Governance),
        other => other.into_known(),
    };
    let days = match &model.days {
        Value::Unknown => return None,
        Value::Null => {
            if kind.retention_required() {
                diags.push(required(kind).at(at("days")));
                return None;
            }
            if let Value::Known(mode) = &model.mode {
                let error = NameError::new("mode", mode, "has no meaning without `days`");
                diags.push(invalid(at("mode"), &error));
            }
            None
        }
        Value::Known(days) => match Days::new(*days) {
            Ok(days) if kind.takes_lock_rule() => Some(days),
            Ok(days) => {
                let why = if kind.may_lock() {
                    "what it holds is meant to change. A bucket that has such a rule is another \
                     kind of zone, or gives it up before it is imported"
                } else {
                    "S3 delivers no logs to a bucket with a default retention"
                };
                let rule = format!("is refused in `{kind}`: {why}");
                let error = NameError::new("days", &days.get().to_string(), rule);
                diags.push(invalid(at("days"), &error));
                None
            }
            Err(error) => {
                diags.push(invalid(at("days"), &error));
                return None;
            }
        },
    };
    let rule = match days {
        None => None,
        Some(days) => Some(LockRule { mode: mode?, days }),
    };
    Some(Retention { class: class?, rule })
}

fn checked_class(class: RetentionClass, kind: ZoneKind, diags: &mut Diags) -> RetentionClass {
    let default = kind.retention_class();
    if class <= default {
        return class;
    }
    let rule =
        format!("is looser than {default}, that of `{kind}`: only a stricter one can be set");
    let error = NameError::new("retention class", class.as_str(), rule);
    diags.push(invalid(path("retention").then("class"), &error));
    default
}

fn required(kind: ZoneKind) -> Diag {
    Diag::error(
        format!("`{kind}` without retention"),
        format!(
            "What is in `{kind}` is append-only: say for how many days Object Lock keeps each \
             object, e.g. `retention = {{ days = 365 }}`. There is no default, because what is \
             locked cannot be unlocked. Nothing was changed."
        ),
    )
    .at(path("retention"))
}
