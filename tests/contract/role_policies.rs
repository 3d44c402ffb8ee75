//! The policies of the roles that work with zones: what they may do, who may become them, what
//! bounds and guards them.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::access::{
    Grant, GrantName, Persona, Prefix, Presigned, Wanted, ZoneAccess, ZoneKey, cell,
};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::roles::{
    Home, OidcTrust, PrincipalsTrust, ServiceTrust, Trust, boundary, guard_policy, role_policy,
    supported_services,
};
use kfm_provider::domain::{
    AccountId, Administrators, BucketName, Environment, KeyArn, PrincipalArn, Region, ZoneKind,
};
use serde_json::{Value as Json, json};

use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::ACCOUNT;

/// What all policies are made from.
struct World {
    environment: Environment,
    account: AccountId,
    region: Region,
    administrators: Administrators,
}

impl World {
    fn new() -> Self {
        Self {
            environment: Environment::parse("dev").unwrap(),
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse("us-east-1").unwrap(),
            administrators: Administrators::new([role("terraform-apply"), role("storage-admin")])
                .unwrap(),
        }
    }

    fn home(&self) -> Home<'_> {
        Home { account: Some(&self.account), region: Some(&self.region) }
    }

    /// Calls `f` with a zone of this kind, which owns its key if it has one.
    fn zone<T>(&self, kind: ZoneKind, f: impl FnOnce(&ZoneAccess) -> T) -> T {
        let bucket = BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).unwrap();
        let key = match kind.takes_kms() {
            true => ZoneKey::Own { alias: bucket.key_alias(&self.environment) },
            false => ZoneKey::None,
        };
        f(&ZoneAccess {
            kind,
            environment: &self.environment,
            bucket: &bucket,
            account: &self.account,
            region: &self.region,
            key: &key,
            administrators: &self.administrators,
            break_glass: None,
            log_sources: &[],
            receipt_writers: &[],
            grants: &[],
            services: &[],
            gated: kind == ZoneKind::Published,
            granted: true,
            presigned: Presigned::usual(kind),
            access_points: &BTreeSet::new(),
            emptying: false,
        })
    }
}

#[test]
fn the_role_policies_are_the_golden_ones() {
    let world = World::new();
    let mut texts = Golden::new();
    for kind in ZoneKind::ALL {
        texts.insert(format!("role-{kind}.json"), text(&roles(&world, kind)));
    }
    texts.insert("role.variants.json".to_owned(), text(&variants(&world)));
    texts.insert("trust.json".to_owned(), text(&trusts(&world)));
    texts.insert("boundary.json".to_owned(), text(&json(&boundary(&world.account, &world.region))));
    texts.insert("guard.json".to_owned(), text(&guard(&world)));
    assert_golden("role_policies", &texts);
}

/// The policy of every persona that has access to a zone, all of it.
fn roles(world: &World, kind: ZoneKind) -> Json {
    let with_access = |persona: &Persona| !cell(*persona, kind, false).is_empty();
    let policies: BTreeMap<_, _> = world.zone(kind, |access| {
        let personas = Persona::ALL.into_iter().filter(with_access);
        personas
            .map(|persona| {
                let grant = grant(persona, kind, &[]);
                (persona.as_str(), json(&role_policy(access, &grant)))
            })
            .collect()
    });
    json!(policies)
}

/// What is different where a grant is narrowed, and where a zone is not the usual one.
fn variants(world: &World) -> Json {
    let prefixes = ["soils/", "water/wells/"];
    let key = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab");
    let key = ZoneKey::Given(KeyArn::parse(&key).unwrap());
    let points = [format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/lab")].into();
    world.zone(ZoneKind::Work, |access| {
        let workers = |prefixes: &[&str]| grant(Persona::Workers, ZoneKind::Work, prefixes);
        let given = ZoneAccess { key: &key, ..access.clone() };
        let doors = ZoneAccess { access_points: &points, ..access.clone() };
        json!({
            "workers below prefixes": json(&role_policy(access, &workers(&prefixes))),
            "workers under a given key": json(&role_policy(&given, &workers(&[]))),
            "workers through an access point, below prefixes":
                json(&role_policy(&doors, &workers(&prefixes))),
        })
    })
}

/// Every form of trust; of services, every one that is supported.
fn trusts(world: &World) -> Json {
    let provider = |url: &str| format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{url}");
    let github = provider("token.actions.githubusercontent.com");
    let eks = provider("oidc.eks.us-east-1.amazonaws.com/id/0A1B2C3D");
    let oidc = |provider: &str, subjects: &[&str]| {
        let audiences = texts(&["sts.amazonaws.com"]);
        let trust = OidcTrust::new(provider, &texts(subjects), &audiences, world.home());
        Trust::Oidc(trust.unwrap())
    };
    let principals = |external_id: Option<&str>| {
        let arns = [role("ci/deploy").to_string(), role("airflow").to_string()].into();
        let trust = PrincipalsTrust::new(&arns, external_id, world.home());
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
    let document = |trust: &Trust| json(&trust.document(&world.account, &world.region));
    let documents: BTreeMap<_, _> = all.iter().map(|(form, it)| (form, document(it))).collect();
    json!(documents)
}

/// The guard of a zone in which one role was made and one was granted by its ARN.
fn guard(world: &World) -> Json {
    let own = role("kfm/dev/work/kfm-dev-work-workers-1a2b3c4d");
    let grants = [
        granted(Persona::Workers, ZoneKind::Work, &own, &[]),
        granted(Persona::Ops, ZoneKind::Work, &role("platform/ops"), &[]),
    ];
    world.zone(ZoneKind::Work, |access| {
        json(&guard_policy(&ZoneAccess { grants: &grants, ..access.clone() }))
    })
}

fn grant(persona: Persona, kind: ZoneKind, prefixes: &[&str]) -> Grant {
    granted(persona, kind, &role("worker"), prefixes)
}

fn granted(persona: Persona, kind: ZoneKind, role: &PrincipalArn, prefixes: &[&str]) -> Grant {
    let prefixes: BTreeSet<_> = prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
    let wanted = Wanted {
        name: &GrantName::parse("x").unwrap(),
        persona,
        role,
        access: None,
        prefixes: (!prefixes.is_empty()).then_some(&prefixes),
    };
    Grant::new(&wanted, kind, kind == ZoneKind::Published).unwrap()
}

fn role(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).unwrap()
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
