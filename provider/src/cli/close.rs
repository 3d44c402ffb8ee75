//! `gate close`: takes the role of a gate and its boundary away, whatever Terraform's state says. The next apply of the
//! gate decides anew.

use std::io;
use std::time::Duration;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Edges, Exit, problem};
use crate::cloud::CloudSettings;
use crate::domain::gate::{GateId, Moment};
use crate::domain::tags::Tags;
use crate::reconcile::Limit;
use crate::reconcile::guard::{Guard, Standing, Wanted, observe, settle};

/// How long closing may take.
const TIME: Duration = Duration::from_secs(300);

#[derive(Debug, Args)]
pub(super) struct CloseArguments {
    /// The gate's id: `<environment>/<target bucket>/<dataset>/<version>`
    #[arg(value_name = "ID")]
    id: String,
    /// The region, in place of the environment's: any of the partition's
    #[arg(long)]
    region: Option<String>,
    /// The IAM endpoint, in place of AWS's
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The STS endpoint, in place of AWS's: it tells whose account it is
    #[arg(long, value_name = "URL")]
    sts_endpoint: Option<String>,
}

pub(super) async fn run(arguments: &CloseArguments, edges: &mut Edges) -> io::Result<Exit> {
    let id = match GateId::parse(&arguments.id) {
        Ok(id) => id,
        Err(problems) => {
            let problems: Vec<_> =
                problems.iter().map(|problem| format!("the id: {}", problem.rule)).collect();
            return problem::tell(&mut *edges.errors, &problems, "see `gate close --help`");
        }
    };
    let cloud = (edges.connect)(CloudSettings {
        region: arguments.region.clone(),
        iam_endpoint: arguments.endpoint.clone(),
        sts_endpoint: arguments.sts_endpoint.clone(),
        ..CloudSettings::default()
    });
    let (at, tags) = (Moment::of((edges.now)()), Tags::new());
    let guard = Guard { id: &id, wanted: Wanted::Closed, at: &at, tags: &tags };
    let role = guard.role();
    let mut standing = match observe(&*cloud, &guard).await {
        Ok(standing) => standing,
        Err(errors) => {
            writeln!(edges.errors, "error: whether the gate is open cannot be told: {errors}")?;
            return Ok(Exit::Error);
        }
    };
    if standing.is_nothing() {
        writeln!(
            edges.output,
            "{id}: closed: there is no role `{role}`, nor a policy that bounds it"
        )?;
        return Ok(Exit::Good);
    }
    let was_there = standing.role.is_some();
    let mut limit = Limit::new(&CancellationToken::new(), TIME);
    match settle(&*cloud, &guard, &mut standing, &mut limit, &mut |_: &Standing| ()).await {
        Ok(()) if !was_there => {
            writeln!(
                edges.output,
                "{id}: closed: there was no role `{role}`; the policy that bounded it is gone"
            )?;
            Ok(Exit::Good)
        }
        Ok(()) => {
            writeln!(
                edges.output,
                "{id}: closed: the role `{role}` is gone, and its sessions with it. AWS may take minutes until that is \
                 in force everywhere"
            )?;
            Ok(Exit::Good)
        }
        Err(stopped) if standing.role.is_none() => {
            writeln!(
                edges.errors,
                "error: there is no role `{role}`, but the policy that bounds it is not gone: {stopped}"
            )?;
            writeln!(edges.errors, "it allows nothing by itself; run it again to go on")?;
            Ok(Exit::Error)
        }
        Err(stopped) => {
            writeln!(edges.errors, "error: the role `{role}` is not gone: {stopped}")?;
            writeln!(
                edges.errors,
                "from the first of what is done on, it can do nothing; run it again to go on"
            )?;
            Ok(Exit::Error)
        }
    }
}
