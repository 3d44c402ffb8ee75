//! The same for a zone's policy: whatever ends an apply, no moment was open, and the next run
//! finishes what it began.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use kfm_provider::cloud::faulty::{Faults, Faulty, Watch};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{ManagedPolicyFacets, Operation, RoleFacets};
use serde_json::{Value as Json, json};

use super::cell::{Blow, stop_after};
use super::scenario::Kind;
use crate::support::terraform::{Kept, Terraform};
use crate::support::zones::{Facets, client, facets};
use crate::zone_policy::{POLICY, bucket, given, name, role_arn, work, zone, zones};

struct Scenario {
    name: &'static str,
    world: MemoryCloud,
    kept: Option<Kept>,
    config: Option<Json>,
}

/// The access to every zone of a world.
#[derive(Debug, PartialEq, Eq)]
struct World {
    zones: Facets,
    /// Without the ids that no two roles share.
    roles: Vec<RoleFacets>,
    policies: Vec<Option<ManagedPolicyFacets>>,
}

fn look(world: &MemoryCloud) -> World {
    let role = |arn: &kfm_provider::domain::PrincipalArn| {
        let facets = world.role_facets(&name(arn.name())).unwrap();
        RoleFacets { unique_id: String::new(), ..facets }
    };
    World {
        zones: facets(world),
        roles: world.roles().iter().map(role).collect(),
        policies: world
            .managed_policies()
            .iter()
            .map(|arn| world.managed_policy_facets(arn))
            .collect(),
    }
}

impl Scenario {
    async fn new(
        name: &'static str,
        before: Option<Json>,
        meanwhile: fn(&MemoryCloud),
        config: Option<Json>,
    ) -> Self {
        let (world, client) = zones(&["work", "processed"]).await;
        given(&world, "team/steward");
        given(&world, "ops");
        let mut kept = None;
        if let Some(before) = before {
            let run = Terraform::new(&client, POLICY).apply(None, Some(&before)).await;
            assert!(run.errors.is_empty(), "{name}: {:?}", run.errors);
            kept = run.kept;
        }
        meanwhile(&world);
        world.forget_calls();
        Self { name, world, kept, config }
    }

    async fn all() -> Vec<Self> {
        let quiet = |_: &MemoryCloud| {};
        let mut renamed = work();
        renamed["grants"]["workers"]["role"]["name"] = json!("soil-workers");
        let mut other = json!({ "zone": zone("work"), "grants": {
            "ops": { "persona": "ops", "role_arn": role_arn("ops") },
            "steward": { "persona": "steward", "role_arn": role_arn("team/steward"),
                         "access": ["list"] },
        } });
        other["presigned_max_seconds"] = json!(60);
        let mut moved = work();
        moved["zone"] = zone("processed");
        vec![
            Self::new("create", None, quiet, Some(work())).await,
            Self::new("other grants", Some(work()), quiet, Some(other.clone())).await,
            Self::new("and back", Some(other), quiet, Some(work())).await,
            Self::new("a new name", Some(work()), quiet, Some(renamed)).await,
            Self::new("another zone", Some(work()), quiet, Some(moved)).await,
            Self::new("everything drifted", Some(work()), drift, Some(work())).await,
            Self::new("destroy", Some(work()), quiet, None).await,
        ]
    }
}

/// Everything that can be widened is.
fn drift(world: &MemoryCloud) {
    world.drift(&bucket("work"), |facets| {
        facets.policy =
            Some(r#"{"Version":"2012-10-17","Id":"kfm_zone_policy","Statement":[]}"#.into());
    });
    for arn in world.roles().iter().filter(|arn| arn.path().starts_with("/kfm/")) {
        world.drift_role(&name(arn.name()), |role| {
            role.trust = role.trust.replace("ecs-tasks", "ec2");
            role.boundary = None;
            role.attached.insert("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
            role.inline
                .insert("helper".to_owned(), r#"{"Version":"2012-10-17","Statement":[]}"#.into());
        });
    }
}

/// What was seen after any write: the policies of the buckets, and the roles that were made.
#[derive(Clone)]
struct Seen {
    world: MemoryCloud,
    policies: Arc<Mutex<BTreeMap<String, BTreeSet<Option<String>>>>>,
    unbound: Arc<Mutex<Vec<String>>>,
}

impl Seen {
    fn new(world: &MemoryCloud) -> Self {
        let seen = Self { world: world.clone(), policies: Arc::default(), unbound: Arc::default() };
        seen.look(None);
        seen
    }

    fn look(&self, after: Option<&Operation>) {
        for bucket in self.world.buckets() {
            let policy = self.world.facets(&bucket).unwrap().policy;
            self.policies.lock().unwrap().entry(bucket.to_string()).or_default().insert(policy);
        }
        if let Some(
            Operation::CreateRole { name, .. } | Operation::PutRolePolicy { role: name, .. },
        ) = after
            && let Some(role) = self.world.role_facets(name)
            && role.arn.path().starts_with("/kfm/")
            && role.boundary.is_none()
        {
            self.unbound.lock().unwrap().push(format!("{name} is given something without a bound"));
        }
    }

    fn watch(&self) -> Watch {
        let seen = self.clone();
        Arc::new(move |operation| {
            seen.look(Some(operation));
            Box::pin(async {})
        })
    }

    /// Nothing was seen but what was there before, and what is there when all is done.
    fn only(&self, allowed: &BTreeMap<String, BTreeSet<Option<String>>>) -> Result<(), String> {
        for (bucket, seen) in self.policies.lock().unwrap().iter() {
            let known = allowed.get(bucket).cloned().unwrap_or_default();
            if let Some(other) = seen.iter().find(|one| !known.contains(*one)) {
                return Err(format!("`{bucket}` had a policy in between: {other:?}"));
            }
        }
        match self.unbound.lock().unwrap().first() {
            None => Ok(()),
            Some(found) => Err(found.clone()),
        }
    }
}

#[tokio::test]
async fn a_policy_is_finished_by_the_next_run_and_no_moment_is_open() {
    let (mut cells, mut writes_seen, mut failures) = (0, BTreeSet::new(), Vec::new());
    for scenario in Scenario::all().await {
        let world = scenario.world.fork();
        let seen = Seen::new(&world);
        let faulty = Faulty::new(Arc::new(world.clone()));
        faulty.watch(seen.watch());
        let client = client(faulty).await;
        let run = Terraform::new(&client, POLICY)
            .apply(scenario.kept.clone(), scenario.config.as_ref())
            .await;
        assert!(run.errors.is_empty(), "{}: {:?}", scenario.name, run.errors);
        let (writes, end) = (world.operations(), look(&world));
        assert!(!writes.is_empty(), "{}: nothing to disturb", scenario.name);
        // Two documents a bucket: that before, and that after. Each was proved by its plan.
        let allowed = seen.policies.lock().unwrap().clone();
        assert!(allowed.values().all(|seen| seen.len() <= 2), "{}: {allowed:?}", scenario.name);
        for (number, write) in writes.iter().enumerate() {
            writes_seen.insert(write.action());
            for blow in Blow::at(number, Kind::Create) {
                cells += 1;
                if let Err(found) = cell(&scenario, &end, &allowed, number, blow).await {
                    failures
                        .push(format!("{}, {blow:?} at {number} {write}: {found}", scenario.name));
                }
            }
        }
    }
    println!("{cells} cells; writes: {}", writes_seen.into_iter().collect::<Vec<_>>().join(", "));
    let count = failures.len();
    assert!(failures.is_empty(), "{count} of {cells} cells failed:\n{}", failures.join("\n"));
}

async fn cell(
    scenario: &Scenario,
    end: &World,
    allowed: &BTreeMap<String, BTreeSet<Option<String>>>,
    number: usize,
    blow: Blow,
) -> Result<(), String> {
    let world = scenario.world.fork();
    let seen = Seen::new(&world);
    let kept = {
        let faulty = Faulty::new(Arc::new(world.clone()));
        let client = client(faulty.clone()).await;
        match blow.fault() {
            Some(fault) => {
                faulty.set(Faults::default().at_write(number, fault));
                faulty.watch(seen.watch());
            }
            None => {
                let seen = seen.clone();
                faulty.watch(stop_after(&client, number, move |write| seen.look(Some(write))));
            }
        }
        let died = || faulty.is_dead();
        let terraform =
            Terraform { ending: blow.ending(), died: &died, ..Terraform::new(&client, POLICY) };
        let run = terraform.apply(scenario.kept.clone(), scenario.config.as_ref()).await;
        faulty.watch(seen.watch());
        if faulty.writes() <= number {
            return Err(format!("the run ended before it: {:?}", run.errors));
        }
        run.kept
    };
    let faulty = Faulty::new(Arc::new(world.clone()));
    faulty.watch(seen.watch());
    let client = client(faulty).await;
    let terraform = Terraform::new(&client, POLICY);
    let second = terraform.apply(kept, scenario.config.as_ref()).await;
    if !second.errors.is_empty() {
        return Err(format!("the next run failed: {:?}", second.errors));
    }
    let found = look(&world);
    if found != *end {
        return Err(format!("the world is another:\n{found:?}\n{end:?}"));
    }
    let writes = world.mutations();
    let third = terraform.apply(second.kept.clone(), scenario.config.as_ref()).await;
    if !third.errors.is_empty() || third.kept != second.kept || world.mutations() != writes {
        return Err(format!("the plan is not empty: {:?}", third.errors));
    }
    seen.only(allowed)
}
