//! Generated from `proto/`.

/// Terraform's plugin protocol 6.
#[expect(dead_code, unreachable_pub, reason = "generated code is not trimmed to its users")]
#[expect(clippy::allow_attributes, clippy::allow_attributes_without_reason, reason = "generated")]
pub(crate) mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// The services of go-plugin.
#[expect(dead_code, unreachable_pub, reason = "generated code is not trimmed to its users")]
#[expect(clippy::allow_attributes, clippy::allow_attributes_without_reason, reason = "generated")]
pub(crate) mod plugin {
    tonic::include_proto!("plugin");
}
