locals {
  spec = jsonencode({
    cadence      = "monthly"
    dataset_slug = "example_gauges"
    normalize    = ["rename_fields", "generalize_geometry"]
    outputs      = ["artifacts/gauges.geojson"]
    policy_label = "public_generalized"
    upstream     = { endpoint = "https://data.example.org/gauges", kind = "synthetic" }
    validate     = { min_rows = 1 }
  })

  spec_hash = provider::kfm::spec_hash(local.spec)
}

# The version of a dataset carries the first eight digits of the hash.
output "version" {
  value = "2026-05.${substr(trimprefix(local.spec_hash, "sha256:"), 0, 8)}"
}
