# The policy of `work` makes a role; that of `processed` names it.
resource "kfm_zone" "work" {
  zone = "work"
}

resource "kfm_zone" "processed" {
  zone = "processed"
}

resource "kfm_zone_policy" "work" {
  zone = kfm_zone.work
  grants = {
    workers = {
      persona = "workers"
      role = {
        trust                = { principals = { arns = var.administrators, external_id = "soils" } }
        max_session_duration = 7200
        tags                 = { team = "soils" }
      }
    }
  }
}

resource "kfm_zone_policy" "processed" {
  zone = kfm_zone.processed
  grants = {
    workers = {
      persona  = "workers"
      role_arn = kfm_zone_policy.work.roles["workers"].arn
      access   = ["create"]
      prefixes = ["soils/"]
    }
  }
}

output "access" {
  value = concat(kfm_zone_policy.work.access, kfm_zone_policy.processed.access)
}
