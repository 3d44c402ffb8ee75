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
