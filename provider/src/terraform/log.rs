//! The log: one JSON object per line on standard error, in the form of go-hclog, which the host
//! reads, filters and writes to its own log.
//!
//! Only this provider's own events go below warnings: the SDKs' debug events carry requests.

use std::fmt;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// Targets of our own events begin with this: the name of the crate.
const OWN_TARGET: &str = "kfm";
/// The name under which the host shows the lines.
const MODULE: &str = "provider.kfm";

/// The level that the host's variables ask for: `TF_LOG_PROVIDER` before `TF_LOG`. `None` is
/// silence. As in terraform's `internal/logging` (1.11): `JSON` is the finest level in another
/// form, and so is a word that is no level.
pub fn level(tf_log_provider: Option<&str>, tf_log: Option<&str>) -> Option<Level> {
    let asked = [tf_log_provider, tf_log].into_iter().flatten().find(|text| !text.is_empty())?;
    match asked.to_ascii_uppercase().as_str() {
        "OFF" => None,
        "ERROR" => Some(Level::ERROR),
        "WARN" => Some(Level::WARN),
        "INFO" => Some(Level::INFO),
        "DEBUG" => Some(Level::DEBUG),
        _ => Some(Level::TRACE),
    }
}

/// Logs everything from `level` on to `output`, stamped by `now`. To be called once, by `main`;
/// a second call does nothing.
pub fn install(level: Level, now: fn() -> Timestamp, output: Box<dyn Write + Send>) {
    let layer = HclogLayer { level, now, output: Mutex::new(output) };
    let _ = tracing::subscriber::set_global_default(Registry::default().with(layer));
}

/// Writes events as hclog lines, with the fields of the spans around them.
struct HclogLayer {
    level: Level,
    now: fn() -> Timestamp,
    output: Mutex<Box<dyn Write + Send>>,
}

impl fmt::Debug for HclogLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HclogLayer").field("level", &self.level).finish_non_exhaustive()
    }
}

/// Fields on their way into a line.
#[derive(Debug, Default)]
struct Fields(Map<String, Json>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for HclogLayer {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let own = metadata.target().starts_with(OWN_TARGET);
        let level = if own { self.level } else { self.level.min(Level::WARN) };
        *metadata.level() <= level
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Fields::default();
        for span in context.event_scope(event).into_iter().flatten() {
            line.0.insert("span".to_owned(), span.name().into());
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.0.extend(fields.0.clone());
            }
        }
        event.record(&mut line);
        let message = line.0.remove("message").unwrap_or_default();
        let mut line = line.0;
        line.insert("@level".to_owned(), event.metadata().level().as_str().to_lowercase().into());
        line.insert("@message".to_owned(), message);
        line.insert("@module".to_owned(), MODULE.into());
        line.insert("@timestamp".to_owned(), format!("{:.6}", (self.now)()).into());
        let mut text = Json::Object(line).to_string();
        text.push('\n');
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        // A host that reads no more has no log to lose.
        let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(level: Level, events: impl FnOnce()) -> Vec<Json> {
        let sink = Sink::default();
        let output = Mutex::new(Box::new(sink.clone()) as Box<dyn Write + Send>);
        let layer = HclogLayer { level, now: || Timestamp::UNIX_EPOCH, output };
        tracing::subscriber::with_default(Registry::default().with(layer), events);
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn the_level_is_read_as_terraform_reads_it() {
        assert_eq!(level(None, None), None);
        assert_eq!(level(Some(""), Some("warn")), Some(Level::WARN));
        assert_eq!(level(Some("OFF"), Some("TRACE")), None);
        assert_eq!(level(Some("debug"), Some("OFF")), Some(Level::DEBUG));
        assert_eq!(level(None, Some("JSON")), Some(Level::TRACE));
    }

    #[test]
    fn a_line_is_what_the_host_parses() {
        let lines = logged(Level::INFO, || {
            let span = tracing::info_span!(target: "kfm_provider", "put", bucket = "b");
            let _entered = span.enter();
            tracing::info!(target: "kfm_provider", attempts = 2, "done");
            tracing::debug!(target: "kfm_provider", "too fine");
        });
        let expected = serde_json::json!({
            "@level": "info",
            "@message": "done",
            "@module": "provider.kfm",
            "@timestamp": "1970-01-01T00:00:00.000000Z",
            "attempts": 2,
            "bucket": "b",
            "span": "put",
        });
        assert_eq!(lines, [expected]);
    }

    #[test]
    fn what_the_libraries_say_in_detail_is_not_logged() {
        let lines = logged(Level::TRACE, || {
            tracing::debug!(target: "aws_smithy_runtime", "request with credentials");
            tracing::warn!(target: "aws_smithy_runtime", "a retry");
        });
        assert_eq!(lines.len(), 1);
    }
}
