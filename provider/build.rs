//! Compiles the protocol definitions, in Rust alone: no `protoc` is needed.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its features by the environment"
)]

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let definitions = protox::compile(["proto/tfplugin6.proto", "proto/plugin.proto"], ["proto"])?;
    // Only the test packages call a provider; the provider itself carries no client.
    let client = std::env::var_os("CARGO_FEATURE_TESTKIT").is_some();
    println!("cargo::rerun-if-changed=proto");
    println!("cargo::rerun-if-env-changed=CARGO_FEATURE_TESTKIT");
    tonic_prost_build::configure()
        .build_client(client)
        .build_transport(false)
        .generate_default_stubs(true)
        .compile_fds(definitions)?;
    Ok(())
}
