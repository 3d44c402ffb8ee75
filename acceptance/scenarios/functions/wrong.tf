# All that is wrong with one call is said at its first wrong argument.

output "json" {
  value = provider::kfm::can({ identity = ["{"] }, "*", "s3:GetObject", "arn:aws:s3:::b/k", {}) # error: Invalid value for "policies" parameter: `policies.identity[0]`: the document is not JSON
}

output "statement" {
  value = provider::kfm::can({ resource = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Deny", Action = "*" } }) }, "*", "s3:GetObject", "arn:aws:s3:::b/k", {}) # error: Invalid value for "policies" parameter: 2 problems
}

output "member" {
  value = provider::kfm::can({ identities = [] }, "*", "s3:GetObject", "arn:aws:s3:::b/k", {}) # error: there is no such member: there are `identity`, `boundary`, `session` and `resource`
}

output "principal" {
  value = provider::kfm::can({}, "reader", "s3:GetObject", "arn:aws:s3:::b/k", {}) # error: Invalid value for "principal" parameter: `reader` is nobody who makes requests
}

output "action" {
  value = provider::kfm::can({}, "*", "s3:GetObjects", "arn:aws:s3:::b/k", {}) # error: Invalid value for "action" parameter: `s3:GetObjects` is no action
}

output "resource" {
  value = provider::kfm::can({}, "*", "s3:GetObject", "arn:aws:s3:::b", {}) # error: Invalid value for "resource" parameter: `s3:GetObject` is never asked of
}

output "context" {
  value = provider::kfm::can({}, "*", "s3:GetObject", "arn:aws:s3:::b/k", { SecureTransport = true }) # error: Invalid value for "context" parameter: `context["SecureTransport"]`: is no condition key
}

output "spec" {
  value = provider::kfm::spec_hash("{}") # error: Invalid value for "json" parameter: must be an object that is not empty
}

output "key" {
  value = provider::kfm::zone_key("Soils", "latest", "a") # error: Invalid value for "dataset" parameter: 2 problems
}

output "number" {
  value = provider::kfm::can({}, "*", "s3:GetObject", "arn:aws:s3:::b/k") # error: Not enough function arguments
}

output "name" {
  value = provider::kfm::may() # error: The function "may" is not available
}
