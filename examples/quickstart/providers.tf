# Credentials come from the AWS environment: a profile, SSO, a role, environment variables.
provider "kfm" {
  region      = var.region
  environment = var.environment
  account_id  = var.account_id

  # They configure the zones; they do not read or write data in them.
  administrators = var.administrators

  # All null on AWS.
  endpoints      = var.endpoint == null ? null : { s3 = var.endpoint, iam = var.endpoint, kms = var.endpoint, sts = var.endpoint }
  use_path_style = var.endpoint == null ? null : true
  ca_bundle      = var.ca_bundle
}
