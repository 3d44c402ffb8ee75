# Every kind of zone, and in each of them every persona that has anything to do there.

variable "workload" {
  description = "The user who may become every role."
  type        = string
}

variable "medic" {
  description = "A role that is let in in an emergency."
  type        = string
}

variable "receipt_writer" {
  type = string
}

variable "key" {
  description = "A key that one zone is given."
  type        = string
}

locals {
  personas = {
    raw        = ["ingest", "workers", "steward", "ops"]
    work       = ["workers", "steward", "ops"]
    quarantine = ["ingest", "workers", "steward", "ops"]
    processed  = ["workers", "catalog_builder", "promoter", "api", "steward", "ops", "gate_reader"]
    catalog    = ["workers", "catalog_builder", "promoter", "api", "steward", "ops", "auditor", "gate_reader"]
    triplet    = ["workers", "catalog_builder", "promoter", "api", "steward", "ops", "auditor", "gate_reader"]
    published  = ["promoter", "api", "steward", "ops", "auditor", "gate_reader"]
    audit      = ["ingest", "workers", "catalog_builder", "promoter", "api", "steward", "ops", "auditor", "gate_reader"]
    receipts   = ["ingest", "workers", "catalog_builder", "promoter", "steward", "ops", "auditor", "gate_reader"]
    proofs     = ["workers", "catalog_builder", "promoter", "steward", "ops", "auditor", "gate_reader"]
    registry   = ["workers", "catalog_builder", "promoter", "api", "steward", "ops", "auditor", "gate_reader"]
    logs       = ["steward", "ops", "auditor"]
  }

  ledgers   = ["raw", "audit", "receipts", "proofs"]
  narrowed  = ["work", "processed", "audit"]
  emergency = ["work", "published", "audit", "registry"]
  trust     = { principals = { arns = [var.workload] } }
}

resource "kfm_zone" "all" {
  for_each = local.personas

  zone            = each.key
  retention       = contains(local.ledgers, each.key) ? { days = 30 } : null
  encryption      = each.key == "triplet" ? { kms_key_arn = var.key } : null
  receipt_writers = each.key == "audit" ? [var.receipt_writer] : null

  break_glass = contains(local.emergency, each.key) ? {
    principals = [var.medic]
    until      = "2099-12-01T18:00:00Z"
    reason     = "restore of the soils"
  } : null
}

# Every persona has something to do in `audit`: its policy makes the roles.
resource "kfm_zone_policy" "audit" {
  zone = kfm_zone.all["audit"]

  grants = merge(
    { for persona in local.personas.audit : persona => { persona = persona, role = { trust = local.trust } } },
    { soils = { persona = "workers", prefixes = ["soils/"], role = { trust = local.trust } } },
  )
}

resource "kfm_zone_policy" "others" {
  for_each = { for zone, personas in local.personas : zone => personas if zone != "audit" }

  zone = kfm_zone.all[each.key]

  grants = merge(
    { for persona in each.value : persona => { persona = persona, role_arn = local.arns[persona] } },
    { for soils in ["soils"] : soils => { persona = "workers", prefixes = ["soils/"], role_arn = local.arns.soils } if contains(local.narrowed, each.key) },
  )
}

locals {
  arns = { for name, role in kfm_zone_policy.audit.roles : name => role.arn }
}

output "roles" {
  value = local.arns
}

output "keys" {
  value = { for zone, one in kfm_zone.all : zone => one.key_arn }
}

output "policies" {
  value = merge({ for zone, one in kfm_zone_policy.others : zone => one.policy_json }, { audit = kfm_zone_policy.audit.policy_json })
}

output "role_policies" {
  value = merge({ for zone, one in kfm_zone_policy.others : zone => one.role_policies }, { audit = kfm_zone_policy.audit.role_policies })
}
