resource "kfm_zone" "work" {
  zone = "work"
}

resource "kfm_zone" "processed" {
  zone = "processed"
}

# A role is made for the workers, which ECS tasks of this account become.
resource "kfm_zone_policy" "work" {
  zone = kfm_zone.work
  grants = {
    workers = {
      persona = "workers"
      role    = { trust = { service = "ecs-tasks.amazonaws.com" } }
    }
  }
}

# The same role adds to one part of another zone, and a role that exists reads there.
resource "kfm_zone_policy" "processed" {
  zone = kfm_zone.processed
  grants = {
    workers = {
      persona  = "workers"
      role_arn = kfm_zone_policy.work.roles["workers"].arn
      prefixes = ["soils/", "wells/"]
    }
    analysts = {
      persona  = "workers"
      access   = ["read"]
      role_arn = "arn:aws:iam::123456789012:role/team/analysts"
    }
  }
}

# Who may do what, one line a right.
output "access" {
  value = concat(kfm_zone_policy.work.access, kfm_zone_policy.processed.access)
}
