//! Roles where only gates are admitted, that no gate made.

use crate::cloud::{CloudErrors, Observe};
use crate::configure::Reader;
use crate::domain::roles::IamPath;
use crate::domain::{Environment, ZoneKind};
use crate::reconcile::guard::survey;
use crate::terraform::diag::{Diag, Diags};

/// Looks for them, once a process for each path, and says what they are. One that no gate can have made is an error. One
/// that a gate made and somebody changed is a warning, since its gate repairs it.
///
/// # Errors
/// The path, or a role under it, cannot be read: then nobody can tell.
pub(super) async fn undeclared(
    reader: &Reader,
    cloud: &dyn Observe,
    environment: &Environment,
    to: ZoneKind,
) -> Result<Diags, CloudErrors> {
    let path = IamPath::of_gates(environment, to);
    let look = async {
        let roles = survey(cloud, environment, to).await?;
        Ok(roles.iter().map(|role| (role.is_changed(), role.to_string())).collect())
    };
    let roles = reader.found_once(path.as_str(), look).await?;
    let told = |changed: bool| {
        let some = roles.iter().filter(|(is_changed, _)| *is_changed == changed);
        let some: Vec<_> = some.map(|(_, role)| format!("- {role}")).collect();
        (!some.is_empty()).then(|| some.join("\n"))
    };
    let mut diags = Diags::new();
    let admits = format!(
        "The policy of a `{to}` zone admits every role under this path, within the prefix that its tag names."
    );
    if let Some(roles) = told(false) {
        diags.push(Diag::error(
            format!("There are roles under `{path}` that no gate made"),
            format!(
                "{admits} These cannot have been made by a gate of this provider:\n\n{roles}\n\nFind out who made them, \
                 and remove them; a gate's own role that lost its tag is closed by `terraform-provider-kfm gate close`. \
                 Then refresh again. The state is kept; nothing was changed."
            ),
        ));
    }
    if let Some(roles) = told(true) {
        diags.push(Diag::warning(
            format!("There are roles of gates under `{path}` that somebody changed"),
            format!(
                "{admits} These are not as a gate makes them:\n\n{roles}\n\nThe next apply of each gate makes its role \
                 anew. A gate that no configuration has any more is closed with `terraform-provider-kfm gate close`."
            ),
        ));
    }
    Ok(diags)
}
