# A bucket that carries the provider's tags.
terraform import kfm_zone.work kfm-dev-work-123456789012

# Any other bucket: say which zone it is to be, in the environment of the provider block or in a named one.
terraform import kfm_zone.work work:existing-bucket
terraform import kfm_zone.work work:dev:existing-bucket
