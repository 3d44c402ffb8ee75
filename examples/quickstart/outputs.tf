locals {
  zones = {
    raw        = kfm_zone.raw
    work       = kfm_zone.work
    quarantine = kfm_zone.quarantine
    processed  = kfm_zone.processed
    catalog    = kfm_zone.catalog
    published  = kfm_zone.published
    audit      = kfm_zone.audit
    logs       = kfm_zone.logs
  }
}

output "buckets" {
  description = "Bucket of each zone."
  value       = { for name, zone in local.zones : name => zone.bucket }
}

output "arns" {
  description = "ARN of each zone's bucket."
  value       = { for name, zone in local.zones : name => zone.arn }
}

output "closed" {
  description = "Whether each zone admits nobody to its data."
  value       = { for name, zone in local.zones : name => zone.closed }
}

output "roles" {
  description = "ARN of each workload's role."
  value       = local.arns
}

output "access" {
  description = "Who may do what in each zone."
  value = {
    raw        = kfm_zone_policy.raw.access
    work       = kfm_zone_policy.work.access
    quarantine = kfm_zone_policy.quarantine.access
    processed  = kfm_zone_policy.processed.access
    catalog    = kfm_zone_policy.catalog.access
    published  = kfm_zone_policy.published.access
    audit      = kfm_zone_policy.audit.access
    logs       = kfm_zone_policy.logs.access
  }
}
