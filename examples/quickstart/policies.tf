# Who may do what. Every workload adds to `audit`, so its policy makes their roles; the other
# policies name them by ARN.
resource "kfm_zone_policy" "audit" {
  zone = kfm_zone.audit
  grants = {
    ingest  = { persona = "ingest", role = { trust = { service = "datasync.amazonaws.com" } } }
    workers = { persona = "workers", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
    builder = { persona = "catalog_builder", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
    api     = { persona = "api", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
    steward = { persona = "steward", role = { trust = { principals = { arns = var.administrators } } } }
  }
}

locals {
  arns = { for name, role in kfm_zone_policy.audit.roles : name => role.arn }
}

resource "kfm_zone_policy" "raw" {
  zone = kfm_zone.raw
  grants = {
    ingest  = { persona = "ingest", role_arn = local.arns.ingest }
    workers = { persona = "workers", role_arn = local.arns.workers }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

resource "kfm_zone_policy" "work" {
  zone = kfm_zone.work
  grants = {
    workers = { persona = "workers", role_arn = local.arns.workers }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

resource "kfm_zone_policy" "quarantine" {
  zone = kfm_zone.quarantine
  grants = {
    ingest  = { persona = "ingest", role_arn = local.arns.ingest }
    workers = { persona = "workers", role_arn = local.arns.workers }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

resource "kfm_zone_policy" "processed" {
  zone = kfm_zone.processed
  grants = {
    workers = { persona = "workers", role_arn = local.arns.workers }
    builder = { persona = "catalog_builder", role_arn = local.arns.builder }
    api     = { persona = "api", role_arn = local.arns.api }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

resource "kfm_zone_policy" "catalog" {
  zone = kfm_zone.catalog
  grants = {
    builder = { persona = "catalog_builder", role_arn = local.arns.builder }
    api     = { persona = "api", role_arn = local.arns.api }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

# Nobody creates here but promotion gates.
resource "kfm_zone_policy" "published" {
  zone = kfm_zone.published
  grants = {
    api     = { persona = "api", role_arn = local.arns.api }
    steward = { persona = "steward", role_arn = local.arns.steward }
  }
}

resource "kfm_zone_policy" "logs" {
  zone   = kfm_zone.logs
  grants = { steward = { persona = "steward", role_arn = local.arns.steward } }
}
