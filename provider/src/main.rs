//! Terraform starts this binary.
fn main() {}
