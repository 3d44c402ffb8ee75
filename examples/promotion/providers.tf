provider "kfm" {
  region      = var.region
  environment = var.environment
  account_id  = var.account_id

  administrators = var.administrators

  # Evidence is read as a role of its own: the zones refuse every object to whoever applies.
  gate_reader = { role_arn = local.gate_reader }

  # All null on AWS.
  endpoints      = var.endpoint == null ? null : { s3 = var.endpoint, iam = var.endpoint, kms = var.endpoint, sts = var.endpoint }
  use_path_style = var.endpoint == null ? null : true
  ca_bundle      = var.ca_bundle
}
