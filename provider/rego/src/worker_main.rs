//! A worker by itself, for tests.

use std::io::{stdin, stdout};

#[global_allocator]
static ALLOCATOR: kfm_rego::Budget = kfm_rego::unlimited();

fn main() -> std::io::Result<()> {
    kfm_rego::serve(&ALLOCATOR, stdin(), stdout())
}
