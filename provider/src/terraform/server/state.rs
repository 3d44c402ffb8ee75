//! ReadResource, ImportResourceState, UpgradeResourceState: what happens to a state.

use super::erased::StateOutput;
use super::{Served, Server, compare, guard};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::Provider;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::tfplugin6::{
    RawState, import_resource_state, read_resource, upgrade_resource_state,
};
use crate::terraform::wire::{diagnostics, json, value};

impl<P: Provider> Server<P> {
    pub(super) async fn read(&self, request: read_resource::Request) -> read_resource::Response {
        let diags = match guard::catch(self.try_read(&request)).await {
            Ok(Ok(output)) => {
                return read_resource::Response {
                    new_state: Some(value::encode(&output.state)),
                    private: output.private,
                    diagnostics: diagnostics::encode(output.diags),
                };
            }
            Ok(Err(diags)) => diags,
            Err(panic) => panic.diag("read", &request.type_name, "The state is unchanged.").into(),
        };
        read_resource::Response {
            new_state: request.current_state,
            private: request.private,
            diagnostics: diagnostics::encode(diags),
        }
    }

    async fn try_read(&self, request: &read_resource::Request) -> Result<StateOutput, Diags> {
        let served = self.resource(&request.type_name)?;
        let configured = self.configured(served.name)?;
        let state = value::decode(&served.ty, request.current_state.as_ref())?;
        let private = request.private.clone();
        let mut output = served.resource.read(&configured.reader, state, private).await?;
        settle(served.name, &mut output.state, &mut output.diags);
        Ok(output)
    }

    pub(super) async fn import(
        &self,
        request: import_resource_state::Request,
    ) -> import_resource_state::Response {
        let diags = match guard::catch(self.try_import(&request)).await {
            Ok(Ok(output)) => {
                let imported = import_resource_state::ImportedResource {
                    type_name: request.type_name,
                    state: Some(value::encode(&output.state)),
                    private: output.private,
                };
                return import_resource_state::Response {
                    imported_resources: vec![imported],
                    diagnostics: diagnostics::encode(output.diags),
                };
            }
            Ok(Err(diags)) => diags,
            Err(panic) => panic.diag("import", &request.type_name, "Nothing was imported.").into(),
        };
        import_resource_state::Response {
            imported_resources: Vec::new(),
            diagnostics: diagnostics::encode(diags),
        }
    }

    async fn try_import(
        &self,
        request: &import_resource_state::Request,
    ) -> Result<StateOutput, Diags> {
        let served = self.resource(&request.type_name)?;
        let configured = self.configured(served.name)?;
        let mut output = served.resource.import(&configured.reader, &request.id).await?;
        settle(served.name, &mut output.state, &mut output.diags);
        Ok(output)
    }

    pub(super) async fn upgrade(
        &self,
        request: upgrade_resource_state::Request,
    ) -> upgrade_resource_state::Response {
        let target = request.type_name.clone();
        let upgraded = guard::catch(async {
            let served = self.resource(&request.type_name)?;
            upgrade(&served, request.version, request.raw_state.unwrap_or_default())
        });
        let diags = match upgraded.await {
            Ok(Ok(state)) => {
                return upgrade_resource_state::Response {
                    upgraded_state: Some(value::encode(&state)),
                    diagnostics: Vec::new(),
                };
            }
            Ok(Err(diags)) => diags,
            Err(panic) => {
                panic.diag("upgrade the state of", &target, "The state is unchanged.").into()
            }
        };
        upgrade_resource_state::Response {
            upgraded_state: None,
            diagnostics: diagnostics::encode(diags),
        }
    }
}

/// A state holds no undecided values; one that does is completed with nulls and reported.
pub(super) fn settle(name: &str, state: &mut Tree, diags: &mut Diags) {
    for path in compare::settle(state) {
        let summary = format!("`{path}` of `{name}` was left undecided");
        let detail = "Reading must find a value or none; none was stored. This is a bug in the \
                      provider; report it.";
        diags.push(Diag::error(summary, detail).at(path));
    }
}

/// The stored state in the current form.
fn upgrade<P: Provider>(served: &Served<P>, version: i64, raw: RawState) -> Result<Tree, Diags> {
    let refuse = |reason: String| -> Diags {
        Diag::error(
            format!("The stored state of `{}` cannot be used", served.name),
            format!("{reason}; the state is unchanged."),
        )
        .into()
    };
    if raw.json.is_empty() {
        return Err(refuse(if raw.flatmap.is_empty() {
            "it is empty".to_owned()
        } else {
            "it was written by terraform 0.11 or older, which this provider never supported"
                .to_owned()
        }));
    }
    let current = i64::from(served.schema.version);
    if version > current {
        return Err(refuse(format!(
            "it has version {version}, and this version of the provider knows versions up to \
             {current}: use the version of the provider that wrote it, or a later one"
        )));
    }
    let json = if version == current {
        raw.json
    } else {
        let stored = serde_json::from_slice(&raw.json)
            .map_err(|error| refuse(format!("it is not JSON ({})", place(&error))))?;
        let upgraded = served.resource.upgrade(version, stored).map_err(refuse)?;
        serde_json::to_vec(&upgraded).map_err(|error| refuse(error.to_string()))?
    };
    Ok(json::decode(&served.ty, &json)?)
}

/// Where a JSON text is broken, without the text.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}
