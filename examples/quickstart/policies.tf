# Who may do what. A role is made where its persona writes, and named by its ARN elsewhere.

resource "kfm_zone_policy" "raw" {
  zone = kfm_zone.raw
  grants = {
    ingest  = { persona = "ingest", role = { trust = { service = "datasync.amazonaws.com" } } }
    workers = { persona = "workers", role_arn = kfm_zone_policy.work.roles["workers"].arn }
    steward = { persona = "steward", role_arn = kfm_zone_policy.audit.roles["steward"].arn }
  }
}

resource "kfm_zone_policy" "work" {
  zone = kfm_zone.work
  grants = {
    workers = { persona = "workers", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
    steward = { persona = "steward", role_arn = kfm_zone_policy.audit.roles["steward"].arn }
  }
}

resource "kfm_zone_policy" "quarantine" {
  zone = kfm_zone.quarantine
  grants = {
    ingest  = { persona = "ingest", role_arn = kfm_zone_policy.raw.roles["ingest"].arn }
    workers = { persona = "workers", role_arn = kfm_zone_policy.work.roles["workers"].arn }
    steward = { persona = "steward", role_arn = kfm_zone_policy.audit.roles["steward"].arn }
  }
}

resource "kfm_zone_policy" "processed" {
  zone = kfm_zone.processed
  grants = {
    workers = { persona = "workers", role_arn = kfm_zone_policy.work.roles["workers"].arn }
    builder = { persona = "catalog_builder", role_arn = kfm_zone_policy.catalog.roles["builder"].arn }
    steward = { persona = "steward", role_arn = kfm_zone_policy.audit.roles["steward"].arn }
  }
}

resource "kfm_zone_policy" "catalog" {
  zone = kfm_zone.catalog
  grants = {
    builder = { persona = "catalog_builder", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
    api     = { persona = "api", role_arn = kfm_zone_policy.published.roles["api"].arn }
    steward = { persona = "steward", role_arn = kfm_zone_policy.audit.roles["steward"].arn }
  }
}

# Nobody creates here but promotion gates.
resource "kfm_zone_policy" "published" {
  zone = kfm_zone.published
  grants = {
    api     = { persona = "api", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
    steward = { persona = "steward", role_arn = kfm_zone_policy.audit.roles["steward"].arn }
  }
}

# Every workload adds to it; stewards add their decisions.
resource "kfm_zone_policy" "audit" {
  zone = kfm_zone.audit
  grants = {
    ingest  = { persona = "ingest", role_arn = kfm_zone_policy.raw.roles["ingest"].arn }
    workers = { persona = "workers", role_arn = kfm_zone_policy.work.roles["workers"].arn }
    builder = { persona = "catalog_builder", role_arn = kfm_zone_policy.catalog.roles["builder"].arn }
    api     = { persona = "api", role_arn = kfm_zone_policy.published.roles["api"].arn }
    steward = { persona = "steward", role = { trust = { principals = { arns = var.administrators } } } }
  }
}

resource "kfm_zone_policy" "logs" {
  zone = kfm_zone.logs
}
