# A gate from the catalog into what is published, with all zones around it. The harness sets the
# variables, and writes promotion.rego.

variable "gate_reader" {
  description = "The role as which evidence is read."
  type        = string
}

variable "promoter" {
  description = "The role that may promote: AdministratorAccess."
  type        = string
}

variable "receipt_writer" {
  type = string
}

variable "people" {
  description = "Who becomes the roles of steward, builder and workers."
  type        = string
}

variable "dataset" {
  type = string
}

variable "dataset_version" {
  type = string
}

variable "packet" {
  description = "The packet's digest; empty: nothing pins it."
  type        = string
  default     = ""
}

variable "expires" {
  description = "When the gate ends; empty: a day after it opens."
  type        = string
  default     = ""
}

variable "on_block" {
  type    = string
  default = "close"
}

locals {
  reader = { persona = "gate_reader", role_arn = var.gate_reader }
  trust  = { principals = { arns = [var.people] } }
  arns   = { for name, role in kfm_zone_policy.audit.roles : name => role.arn }
}

resource "kfm_zone" "processed" {
  zone = "processed"
}

resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "published" {
  zone = "published"
}

resource "kfm_zone" "audit" {
  zone            = "audit"
  retention       = { days = 1 }
  receipt_writers = [var.receipt_writer]
}

resource "kfm_zone_policy" "audit" {
  zone = kfm_zone.audit

  grants = {
    reader  = local.reader
    steward = { persona = "steward", role = { trust = local.trust } }
    builder = { persona = "catalog_builder", role = { trust = local.trust } }
    workers = { persona = "workers", role = { trust = local.trust } }
  }
}

resource "kfm_zone_policy" "processed" {
  zone = kfm_zone.processed

  grants = {
    reader  = local.reader
    workers = { persona = "workers", role_arn = local.arns.workers }
    builder = { persona = "catalog_builder", role_arn = local.arns.builder }
  }
}

resource "kfm_zone_policy" "catalog" {
  zone = kfm_zone.catalog

  grants = {
    reader  = local.reader
    builder = { persona = "catalog_builder", role_arn = local.arns.builder }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

resource "kfm_zone_policy" "published" {
  zone   = kfm_zone.published
  grants = { reader = local.reader }
}

resource "kfm_promotion_gate" "release" {
  candidate = { dataset = var.dataset, version = var.dataset_version, from = "catalog", to = "published" }
  target    = kfm_zone.published
  sources   = [kfm_zone.catalog, kfm_zone.processed, kfm_zone.audit]

  evidence = {
    uri    = "s3://${kfm_zone.catalog.bucket}/${var.dataset}/${var.dataset_version}/promotion.json"
    sha256 = var.packet == "" ? null : var.packet
  }

  policy             = { inline = file("promotion.rego") }
  promoter           = { principals = [var.promoter] }
  expires            = var.expires == "" ? null : var.expires
  on_block           = var.on_block
  emergency_deny_uri = "s3://${kfm_zone.audit.bucket}/emergency_deny"
  receipt_to         = "s3://${kfm_zone.audit.bucket}/apply/gates/"

  # Whoever reads the evidence is let in by them.
  depends_on = [
    kfm_zone_policy.processed,
    kfm_zone_policy.catalog,
    kfm_zone_policy.published,
    kfm_zone_policy.audit,
  ]
}

output "roles" {
  value = local.arns
}
