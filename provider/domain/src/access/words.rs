//! What names of policies read like in lines about access.

use super::{Extent, Holder, Prefix};
use crate::principal::{PrincipalArn, PrincipalKind};

/// Who somebody is: `role/<path><name>`, `user/<path><name>`.
pub(super) fn who(principal: &PrincipalArn) -> String {
    let kind = match principal.kind() {
        PrincipalKind::Role => "role",
        PrincipalKind::User => "user",
    };
    let resource = principal.as_str().rsplit_once(&format!(":{kind}/"));
    format!("{kind}/{}", resource.map_or(principal.as_str(), |(_, rest)| rest))
}

/// Who a holder is, and as what: `role/x [ingest]`, `gate/*`.
pub(super) fn holder(holder: &Holder<'_>) -> String {
    match holder {
        Holder::Grant(grant) => format!("{} [{}]", who(grant.role()), grant.persona()),
        Holder::Administrator(one) => format!("{} [administrator]", who(one)),
        Holder::BreakGlass(one) => format!("{} [break_glass]", who(one)),
        Holder::ReceiptWriter(one) => format!("{} [receipt_writer]", who(one)),
        Holder::Gate(_) => "gate/*".to_owned(),
    }
}

/// The places that an extent is made of, each beginning with the zone's name.
pub(super) fn places(zone: &str, extent: &Extent) -> Vec<String> {
    match extent {
        Extent::Everything => vec![format!("{zone}/*")],
        Extent::Below(prefixes) => {
            prefixes.iter().map(|prefix| format!("{zone}/{prefix}*")).collect()
        }
        Extent::Except(prefixes) => {
            let prefixes: Vec<_> = prefixes.iter().map(Prefix::as_str).collect();
            vec![format!("{zone}/* except {}", prefixes.join(", "))]
        }
        Extent::Tagged(tag) => vec![format!("{zone}/${{{tag}}}*")],
    }
}
