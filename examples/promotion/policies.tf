locals {
  reader = { persona = "gate_reader", role_arn = local.gate_reader }
  arns   = { for name, role in kfm_zone_policy.audit.roles : name => role.arn }
}

resource "kfm_zone_policy" "audit" {
  zone = kfm_zone.audit
  grants = {
    reader  = local.reader
    workers = { persona = "workers", role = { trust = { principals = { arns = var.administrators } } } }
    builder = { persona = "catalog_builder", role = { trust = { principals = { arns = var.administrators } } } }
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
  }
}

resource "kfm_zone_policy" "published" {
  zone   = kfm_zone.published
  grants = { reader = local.reader }
}
