//! How long operations may take.

use std::time::Duration;

use super::path;
use crate::configure::parse::parsed;
use crate::domain::names::NameError;
use crate::resources::zone::model::ZoneModel;
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

/// How long operations may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::resources) struct Timeouts {
    pub(in crate::resources) create: Duration,
    pub(in crate::resources) read: Duration,
    pub(in crate::resources) update: Duration,
    pub(in crate::resources) delete: Duration,
}

const MINUTE: Duration = Duration::from_mins(1);

/// The times as configured, where they are known, else the defaults.
pub(in crate::resources) fn timeouts(config: &ZoneModel, diags: &mut Diags) -> Timeouts {
    let model = config.timeouts.known().cloned().unwrap_or_default();
    let mut time = |name: &str, value: &Value<String>, minutes: u32| {
        let parsed = parsed(value, path("timeouts").then(name), parse, diags);
        parsed.into_known().unwrap_or(MINUTE * minutes)
    };
    Timeouts {
        create: time("create", &model.create, 20),
        read: time("read", &model.read, 5),
        update: time("update", &model.update, 20),
        delete: time("delete", &model.delete, 60),
    }
}

fn parse(text: &str) -> Result<Duration, NameError> {
    text.parse::<jiff::SignedDuration>()
        .ok()
        .filter(|time| time.is_positive())
        .and_then(|time| Duration::try_from(time).ok())
        .ok_or_else(|| NameError::new("time", text, "is not a time such as 90s, 20m or 1h30m"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_in_other_providers() {
        for (text, seconds) in [("90s", 90), ("20m", 1200), ("1h30m", 5400)] {
            assert_eq!(parse(text).unwrap().as_secs(), seconds);
        }
        for wrong in ["", "0s", "-5m", "soon", "10"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
