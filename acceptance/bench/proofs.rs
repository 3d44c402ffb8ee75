//! What deciding costs: the proof of a zone whose bucket policy is nearly as long as one can be,
//! and one evaluation of a request against it.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Duration;

use kfm_acceptance::account::ACCOUNT;
use kfm_acceptance::{Context as _, Failure, Result};
use kfm_provider::domain::access::{Grant, GrantName, Persona, Prefix, Wanted, ZoneAccess};
use kfm_provider::domain::bucket_policy;
use kfm_provider::domain::evaluator::{Caller, Context, Policies, Request, evaluate};
use kfm_provider::domain::key_policy::KeyPolicy;
use kfm_provider::domain::policy_document::{PolicyDocument, PolicyKind};
use kfm_provider::domain::proof::{Subject, prove};
use kfm_provider::domain::roles::role_policy;
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, PrincipalArn, Region, ZoneKind,
};

use crate::samples::Samples;
use crate::table::Row;

const GRANTS: usize = 20;
const SAMPLES: usize = 20;
/// So many evaluations are timed as one.
const BATCH: u32 = 1000;
const BUDGET: Duration = Duration::from_millis(50);

/// The rows.
pub(crate) fn rows() -> Result<Vec<Row>> {
    let access = zone()?;
    let policy = bucket_policy::document(&access);
    let roles: Vec<_> = access.grants.iter().map(|grant| role_policy(&access, grant)).collect();
    let key = KeyPolicy::of(&access).document();
    let subject = Subject {
        access: &access,
        bucket_policy: &policy,
        role_policies: &roles,
        boundary: None,
        lifecycle: &[],
        retention: access.kind.retention_class(),
        key_policy: Some(&key),
    };
    let proof = prove(&subject);
    if let Some(witness) = proof.witnesses.first() {
        return Err(Failure::new(format!("the proof does not hold: {witness}")));
    }
    let proofs = Samples::of_calls(SAMPLES, 1, || prove(black_box(&subject)));
    let evaluations = Samples::of_calls(SAMPLES, BATCH, || read(black_box(&policy)));
    let size = policy.headroom(PolicyKind::Bucket).doing("counting the policy")?;
    let what = format!(
        "proof of a zone with {GRANTS} grants of 10 prefixes, a bucket policy of {} bytes",
        size.used
    );
    Ok(vec![
        Row::timed(what, &proofs, BUDGET, "<= 50 ms"),
        Row::plain("requests told apart in that proof", proof.requests.to_string()),
        Row::plain("one evaluation of a request against that policy", evaluations.text()),
    ])
}

/// A zone with grants, and with break-glass open.
fn zone() -> Result<ZoneAccess> {
    let role = |name: &str| {
        PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).doing("a role")
    };
    let until = "2026-12-01T18:00:00Z".to_owned();
    let grants = (0..GRANTS).map(|number| grant(number, &role(&format!("workload-{number}"))?));
    let sealed = ZoneAccess::sealed(
        ZoneKind::Catalog,
        Environment::parse("dev").doing("an environment")?,
        BucketName::parse(&format!("kfm-dev-catalog-{ACCOUNT}")).doing("a bucket")?,
        AccountId::parse(ACCOUNT).doing("an account")?,
        Region::parse("us-east-1").doing("a region")?,
        Administrators::new([role("terraform-apply")?]).doing("them")?,
    );
    let break_glass =
        BreakGlass::new([role("medic")?], until, "restore".to_owned()).doing("break-glass")?;
    Ok(ZoneAccess {
        break_glass: Some(break_glass),
        grants: grants.collect::<Result<_>>()?,
        ..sealed.unsealed()
    })
}

/// A read by the first role, of an object that it may read.
fn read(policy: &PolicyDocument) -> bool {
    let caller = Caller::role(format!("arn:aws:iam::{ACCOUNT}:role/workload-0"));
    let context = Context::new()
        .with("aws:SecureTransport", "true")
        .with("s3:TlsVersion", "1.3")
        .with("s3:authType", "REST-HEADER")
        .with("aws:CurrentTime", "2026-11-01T00:00:00Z");
    let resource = format!("arn:aws:s3:::kfm-dev-catalog-{ACCOUNT}/set-0/data-0/object");
    let request = Request {
        caller: &caller,
        action: "s3:GetObject",
        resource: &resource,
        resource_account: ACCOUNT,
        context: &context,
    };
    let policies = Policies { resource: Some(policy), ..Policies::default() };
    evaluate(&request, &policies).is_allowed()
}

/// One of four sets of ten prefixes for one of the personas of a catalog.
fn grant(number: usize, role: &PrincipalArn) -> Result<Grant> {
    const PERSONAS: [Persona; 5] = [
        Persona::CatalogBuilder,
        Persona::Workers,
        Persona::Steward,
        Persona::Ops,
        Persona::Auditor,
    ];
    let prefixes = (0..10).map(|data| Prefix::parse(&format!("set-{}/data-{data}/", number % 4)));
    let prefixes: BTreeSet<_> =
        prefixes.collect::<std::result::Result<_, _>>().doing("a prefix")?;
    let wanted = Wanted {
        name: &GrantName::parse(&format!("workload-{number}")).doing("a name")?,
        persona: PERSONAS.get(number % PERSONAS.len()).copied().unwrap_or(Persona::Workers),
        role,
        access: None,
        prefixes: Some(&prefixes),
    };
    Grant::new(&wanted, ZoneKind::Catalog, false)
        .map_err(|problems| Failure::new(format!("a grant is refused: {problems:?}")))
}
