//! The policies of the roles that work with zones: what they may do, who may become them, what
//! bounds and guards them.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::ZoneKind;
use kfm_provider::domain::access::{Grant, Persona, ZoneAccess, cell};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::roles::{
    Home, OidcTrust, PrincipalsTrust, ServiceTrust, Trust, boundary, guard_policy, role_policy,
    supported_services,
};
use serde_json::{Value as Json, json};

use super::granted::sealed;
use crate::support::access::{self, given_key, role};
use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::ACCOUNT;

/// A zone of this kind, which owns its key if it has one.
fn zone(kind: ZoneKind) -> ZoneAccess {
    sealed(kind).unsealed()
}

#[test]
fn the_role_policies_are_the_golden_ones() {
    let ZoneAccess { account, region, .. } = zone(ZoneKind::Work);
    let mut texts = Golden::new();
    for kind in ZoneKind::ALL {
        texts.insert(format!("role-{kind}.json"), text(&roles(kind)));
    }
    texts.insert("role.variants.json".to_owned(), text(&variants()));
    texts.insert("trust.json".to_owned(), text(&trusts()));
    texts.insert("boundary.json".to_owned(), text(&json(&boundary(&account, &region))));
    texts.insert("guard.json".to_owned(), text(&guard()));
    assert_golden("role_policies", &texts);
}

/// The policy of every persona that has access to a zone, all of it.
fn roles(kind: ZoneKind) -> Json {
    let zone = zone(kind);
    let with_access = |persona: &Persona| !cell(*persona, kind, false).is_empty();
    let policy = |persona| json(&role_policy(&zone, &grant(&zone, persona, "worker", &[])));
    let personas = Persona::ALL.into_iter().filter(with_access);
    let policies: BTreeMap<_, _> =
        personas.map(|persona| (persona.as_str(), policy(persona))).collect();
    json!(policies)
}

/// What is different where a grant is narrowed, and where a zone is not the usual one.
fn variants() -> Json {
    let usual = zone(ZoneKind::Work);
    let points = [format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/lab")].into();
    let given = ZoneAccess { key: given_key(), ..usual.clone() };
    let doors = ZoneAccess { access_points: points, ..usual.clone() };
    let workers = |zone: &ZoneAccess, prefixes: &[&str]| {
        json(&role_policy(zone, &grant(zone, Persona::Workers, "worker", prefixes)))
    };
    let prefixes = ["soils/", "water/wells/"];
    json!({
        "workers below prefixes": workers(&usual, &prefixes),
        "workers under a given key": workers(&given, &[]),
        "workers through an access point, below prefixes": workers(&doors, &prefixes),
    })
}

/// Every form of trust; of services, every one that is supported.
fn trusts() -> Json {
    let ZoneAccess { account, region, .. } = zone(ZoneKind::Work);
    let home = Home { account: Some(&account), region: Some(&region) };
    let provider = |url: &str| format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{url}");
    let github = provider("token.actions.githubusercontent.com");
    let eks = provider("oidc.eks.us-east-1.amazonaws.com/id/0A1B2C3D");
    let oidc = |provider: &str, subjects: &[&str]| {
        let audiences = texts(&["sts.amazonaws.com"]);
        let trust = OidcTrust::new(provider, &texts(subjects), &audiences, home);
        Trust::Oidc(trust.unwrap())
    };
    let principals = |external_id: Option<&str>| {
        let arns = [role("ci/deploy").to_string(), role("airflow").to_string()].into();
        let trust = PrincipalsTrust::new(&arns, external_id, home);
        Trust::Principals(trust.unwrap())
    };
    let mut all = BTreeMap::from([
        ("oidc: GitHub Actions".to_owned(), oidc(&github, &["repo:acme/soils:environment:dev"])),
        ("oidc: GitHub Actions, any branch".to_owned(), oidc(&github, &["repo:acme/soils:ref:*"])),
        (
            "oidc: service accounts of EKS".to_owned(),
            oidc(
                &eks,
                &["system:serviceaccount:soils:loader", "system:serviceaccount:soils:tiler"],
            ),
        ),
        ("principals".to_owned(), principals(None)),
        ("principals, with an external id".to_owned(), principals(Some("acme/42"))),
    ]);
    for service in supported_services() {
        let trust = Trust::Service(ServiceTrust::new(service).unwrap());
        all.insert(format!("service: {service}"), trust);
    }
    let document = |trust: &Trust| json(&trust.document(&account, &region));
    let documents: BTreeMap<_, _> = all.iter().map(|(form, it)| (form, document(it))).collect();
    json!(documents)
}

/// The guard of a zone in which one role was made and one was granted by its ARN.
fn guard() -> Json {
    let zone = zone(ZoneKind::Work);
    let own = "kfm/dev/work/kfm-dev-work-workers-1a2b3c4d";
    let grants = vec![
        grant(&zone, Persona::Workers, own, &[]),
        grant(&zone, Persona::Ops, "platform/ops", &[]),
    ];
    json(&guard_policy(&ZoneAccess { grants, ..zone }))
}

fn grant(zone: &ZoneAccess, persona: Persona, of_role: &str, prefixes: &[&str]) -> Grant {
    access::grant(zone, "x", persona, &role(of_role), None, prefixes)
}

fn texts(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(ToString::to_string).collect()
}

fn json(document: &PolicyDocument) -> Json {
    serde_json::from_str(&document.to_json()).unwrap()
}

fn text(json: &Json) -> String {
    format!("{json:#}\n")
}
