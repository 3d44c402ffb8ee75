//! The crash matrix: every way in which a run of Terraform can end early, for every write that it
//! makes, and that the next run finishes what it began.
//!
//! A cell is a scenario, one of the writes of its undisturbed run, and what befalls that write
//! ([`cell::Blow`]). In each cell the next run, by a new provider process, must end without an
//! error, the plan must then be empty, and the world must be exactly that of the undisturbed run:
//! no bucket, key or alias more. After every single write, sealed zones must be sealed
//! ([`watch::SealWatch`]).

mod cell;
mod policy;
mod scenario;
mod watch;

use cell::{Blow, Cell};
use scenario::{Kind, Scenario};

async fn every_cell_of(kind: Kind) {
    let mut cells = 0;
    let mut failures = Vec::new();
    for scenario in Scenario::all(kind).await {
        let undisturbed = scenario.undisturbed().await;
        assert!(!undisturbed.writes.is_empty(), "{}: nothing to disturb", scenario.name);
        for (number, write) in undisturbed.writes.iter().enumerate() {
            for blow in Blow::at(number, kind) {
                cells += 1;
                let cell = Cell { scenario: &scenario, undisturbed: &undisturbed, number, blow };
                if let Err(found) = cell.run().await {
                    failures
                        .push(format!("{}, {blow:?} at {number} {write}: {found}", scenario.name));
                }
            }
        }
    }
    println!("{kind:?}: {cells} cells");
    let count = failures.len();
    assert!(failures.is_empty(), "{count} of {cells} cells failed:\n{}", failures.join("\n"));
}

#[tokio::test]
async fn a_create_is_finished_by_the_next_run() {
    every_cell_of(Kind::Create).await;
}

#[tokio::test]
async fn an_update_is_finished_by_the_next_run() {
    every_cell_of(Kind::Update).await;
}

#[tokio::test]
async fn a_repair_is_finished_by_the_next_run() {
    every_cell_of(Kind::Repair).await;
}

#[tokio::test]
async fn a_bucket_that_vanished_is_made_again_by_the_next_run() {
    every_cell_of(Kind::Remake).await;
}

#[tokio::test]
async fn a_change_of_keys_is_finished_by_the_next_run() {
    every_cell_of(Kind::Rekey).await;
}

#[tokio::test]
async fn a_destroy_is_finished_by_the_next_run() {
    every_cell_of(Kind::Destroy).await;
}

#[tokio::test]
async fn a_replacement_is_finished_by_the_next_run() {
    every_cell_of(Kind::Replace).await;
}

#[tokio::test]
async fn the_matrix_covers_every_kind_of_run_and_every_write() {
    let mut actions = std::collections::BTreeSet::new();
    let mut total = 0;
    for kind in Kind::ALL {
        let mut cells = 0;
        for scenario in Scenario::all(kind).await {
            let writes = scenario.undisturbed().await.writes;
            cells += (0..writes.len()).map(|number| Blow::at(number, kind).count()).sum::<usize>();
            actions.extend(writes.iter().map(|write| write.action()));
        }
        assert!(cells > 0, "{kind:?}: no cells");
        println!("{kind:?}: {cells} cells");
        total += cells;
    }
    println!("{total} cells; writes: {}", actions.into_iter().collect::<Vec<_>>().join(", "));
}
