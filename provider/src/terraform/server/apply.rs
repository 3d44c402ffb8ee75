//! ApplyResourceChange. Whatever happens, what exists ends up in the state.

use std::sync::{Arc, PoisonError};

use super::erased::{ApplyInput, StateOutput};
use super::{Served, Server, compare, guard};
use crate::terraform::checkpoint::Saved;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::resource::Provider;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::tfplugin6::apply_resource_change::{Request, Response};
use crate::terraform::wire::{diagnostics, value};

impl<P: Provider> Server<P> {
    pub(super) async fn apply(&self, request: Request) -> Response {
        let saved = Saved::default();
        // A panic outside the resource, whose own panics end in `run`.
        let outcome = guard::catch(self.try_apply(&request, &saved)).await;
        let output = match outcome {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(Failure::Refused(diags))) => Err(diags),
            Ok(Err(Failure::Panicked(panic))) | Err(panic) => {
                crashed(&panic, &request.type_name, &saved)
            }
            Ok(Err(Failure::Aborted)) => aborted(&request.type_name, &saved),
        };
        match output {
            Ok(output) => Response {
                new_state: Some(value::encode(&output.state)),
                private: output.private,
                diagnostics: diagnostics::encode(output.diags),
            },
            Err(diags) => Response {
                new_state: request.prior_state,
                private: request.planned_private,
                diagnostics: diagnostics::encode(diags),
            },
        }
    }

    async fn try_apply(&self, request: &Request, saved: &Saved) -> Result<StateOutput, Failure> {
        let served = self.resource(&request.type_name)?;
        let configured = self.configured(served.name)?;
        let planned = decode(&served, request.planned_state.as_ref())?;
        let prior = decode(&served, request.prior_state.as_ref())?;
        let config = decode(&served, request.config.as_ref())?;
        let private = request.planned_private.clone();
        let (task, _cancel_on_drop) = self.operations.spawn(|cancel| {
            let saved = Arc::clone(saved);
            let input =
                ApplyInput { prior, planned: planned.clone(), config, private, cancel, saved };
            let served = Arc::clone(&served);
            async move { guard::catch(served.resource.apply(&configured.writer, input)).await }
        });
        let mut output = match task.await {
            Ok(Ok(output)) => output?,
            Ok(Err(panic)) => return Err(Failure::Panicked(panic)),
            Err(_) => return Err(Failure::Aborted),
        };
        check(&served, &planned, &mut output);
        Ok(output)
    }
}

/// Why an apply brought no state of its own.
enum Failure {
    /// It never began.
    Refused(Diags),
    /// It panicked.
    Panicked(guard::Panic),
    /// The process is ending.
    Aborted,
}

impl From<Diags> for Failure {
    fn from(diags: Diags) -> Self {
        Self::Refused(diags)
    }
}

fn decode<P: Provider>(
    served: &Served<P>,
    sent: Option<&crate::terraform::wire::proto::tfplugin6::DynamicValue>,
) -> Result<Tree, Failure> {
    value::decode(&served.ty, sent).map_err(|error| Failure::Refused(error.into()))
}

/// The newest checkpoint with a message, or the message alone.
fn crashed(panic: &guard::Panic, target: &str, saved: &Saved) -> Result<StateOutput, Diags> {
    recovered(saved, |consequence| panic.diag("apply", target, consequence))
}

fn aborted(target: &str, saved: &Saved) -> Result<StateOutput, Diags> {
    recovered(saved, |consequence| {
        Diag::error(
            format!("The provider stopped before `{target}` was applied"),
            format!("The provider's process is ending. {consequence}"),
        )
    })
}

fn recovered(saved: &Saved, message: impl Fn(&str) -> Diag) -> Result<StateOutput, Diags> {
    match saved.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some((mut state, private)) => {
            compare::settle(&mut state);
            let diags = message(
                "What was made before is in the state; the step under way may have had an effect \
                 that the state does not show.",
            );
            Ok(StateOutput { state, private, diags: diags.into() })
        }
        None => Err(message(
            "The state is as it was before; the step under way may have had an effect that the \
             state does not show.",
        )
        .into()),
    }
}

/// Holds a result against its plan. Core does the same and calls a difference a bug in the
/// provider without saying where; so the difference is named here, and core, which compares only
/// what succeeded, keeps the state that came back.
fn check<P: Provider>(served: &Served<P>, planned: &Tree, output: &mut StateOutput) {
    let undecided = compare::settle(&mut output.state);
    if output.diags.has_errors() {
        return;
    }
    let name = served.name;
    for path in undecided {
        output.diags.push(deviation(name, path, "was left undecided"));
    }
    match (planned, &output.state) {
        (Tree::Null, Tree::Null) => {}
        (Tree::Null, _) => output.diags.push(Diag::error(
            format!("`{name}` still exists after its deletion"),
            "The deletion reported success and an object nevertheless; it stays in the state. \
             Apply again, and report it if it happens again.",
        )),
        (_, Tree::Null) => output.diags.push(Diag::error(
            format!("`{name}` does not exist after its apply"),
            "The apply reported success and no object. It is not in the state. Apply again, and \
             report it if it happens again.",
        )),
        (planned, state) => {
            for path in compare::deviations(&served.ty, planned, state) {
                output.diags.push(deviation(name, path, "is not what was planned"));
            }
        }
    }
}

fn deviation(name: &str, path: AttributePath, what: &str) -> Diag {
    let top = AttributePath::root();
    let subject = if path == top { "the whole object".to_owned() } else { format!("`{path}`") };
    Diag::error(
        format!("{subject} of `{name}` {what}"),
        "The change was carried out and the state shows what was found afterwards. Run plan \
         again: it shows the difference that is left. If it happens again without anyone else \
         changing the object, report it.",
    )
    .at(path)
}
