# Where the file lies, in every zone that the dataset passes.
output "key" {
  value = provider::kfm::zone_key("hydrology/example_gauges", "2026-05.572e3948", "artifacts/gauges.geojson")
}
