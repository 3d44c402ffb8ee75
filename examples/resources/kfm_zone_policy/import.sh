# By the bucket of a zone, which is imported and applied first.
terraform import kfm_zone_policy.work kfm-dev-work-123456789012
