//! Generated from `proto/`.

/// Terraform's plugin protocol 6.
#[expect(unreachable_pub, reason = "generated code marks everything public")]
#[expect(clippy::allow_attributes, clippy::allow_attributes_without_reason, reason = "generated")]
pub(crate) mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// The services of go-plugin.
#[expect(unreachable_pub, reason = "generated code marks everything public")]
#[expect(clippy::allow_attributes, clippy::allow_attributes_without_reason, reason = "generated")]
pub(crate) mod plugin {
    tonic::include_proto!("plugin");
}

// prost also makes a type of every message that only holds others. Nothing builds one; naming them
// here keeps the lint for dead code useful.
const _: () = {
    use tfplugin6 as proto;
    let _ = (proto::GetMetadata {}, proto::GetProviderSchema {});
    let _ = (proto::ValidateProviderConfig {}, proto::ValidateResourceConfig {});
    let _ = (proto::ConfigureProvider {}, proto::StopProvider {}, proto::UpgradeResourceState {});
    let _ = (proto::ReadResource {}, proto::ImportResourceState {});
    let _ = (proto::PlanResourceChange {}, proto::ApplyResourceChange {});
    let _ = (proto::ValidateDataResourceConfig {}, proto::ReadDataSource {});
    let _ = (proto::GetFunctions {}, proto::CallFunction {});
};
