# Everything that is wrong is said at once, each where it stands. Terraform shows the attribute of
# the resource; which part of it is meant is in the message.

resource "kfm_zone" "missing" { # error: `raw` without retention
  zone = "raw"
}

resource "kfm_zone" "undated" {
  zone      = "audit"
  retention = { mode = "GOVERNANCE" } # error: `audit` without retention
}

resource "kfm_zone" "days" {
  zone      = "raw"
  retention = { days = 0 } # error: Invalid `retention.days`
}

resource "kfm_zone" "days_of_a_century" {
  zone      = "proofs"
  retention = { days = 36501 } # error: Invalid `retention.days`
}

resource "kfm_zone" "mode" {
  zone      = "raw"
  retention = { days = 1, mode = "LEGAL" } # error: Invalid `retention.mode`
}

resource "kfm_zone" "mode_alone" {
  zone      = "catalog"
  retention = { mode = "COMPLIANCE" } # error: Invalid `retention.mode`
}

resource "kfm_zone" "class" {
  zone      = "catalog"
  retention = { class = "R9" } # error: Invalid `retention.class`
}

resource "kfm_zone" "looser" {
  zone      = "audit"
  retention = { class = "R1", days = 1 } # error: looser than R0
}

resource "kfm_zone" "changing" {
  zone      = "work"
  retention = { days = 1 } # error: Invalid `retention.days`
}

resource "kfm_zone" "locked_logs" {
  zone      = "logs"
  retention = { days = 1 } # error: Invalid `retention.days`
}

resource "kfm_zone" "expiring" {
  zone             = "published"
  object_lifecycle = { expire_prefixes = { "tmp/" = 1 } } # error: current objects expire only in `work` and `logs`
}

resource "kfm_zone" "forgetting" {
  zone             = "catalog"
  object_lifecycle = { noncurrent_days = 30 } # error: class R1, of which nothing expires
}

resource "kfm_zone" "wholly_expiring" {
  zone             = "work"
  object_lifecycle = { expire_prefixes = { "" = 1 } } # error: is the whole zone
}

resource "kfm_zone" "numbers" {
  zone = "work"

  object_lifecycle = { # error: `object_lifecycle.abort_multipart_days` | `object_lifecycle.noncurrent_days` | `object_lifecycle.noncurrent_versions`
    abort_multipart_days = 0
    noncurrent_days      = 0
    noncurrent_versions  = 101
  }
}

resource "kfm_zone" "prefixes" {
  zone = "work"

  object_lifecycle = { # error: `tmp` does not end in `/` | `/tmp/` begins with `/` | lies inside `a/`
    expire_prefixes = { "tmp" = 1, "/tmp/" = 1, "a/" = 1, "a/b/" = 1 }
  }
}

resource "kfm_zone" "moves" {
  zone = "raw"

  retention = { days = 1 }

  object_lifecycle = { # error: too early for STANDARD_IA | cannot follow GLACIER | is not one of
    transitions = [
      { days = 1, storage_class = "STANDARD_IA", prefix = "a/" },
      { days = 1, storage_class = "GLACIER", prefix = "b/" },
      { days = 100, storage_class = "GLACIER_IR", prefix = "b/" },
      { days = 1, storage_class = "TAPE", prefix = "c/" },
    ]
  }
}

resource "kfm_zone" "logged_logs" {
  zone       = "logs"
  access_log = { bucket = "kfm-dev-logs-123456789012" } # error: Invalid `access_log`
}

resource "kfm_zone" "target" {
  zone       = "work"
  access_log = { bucket = "Logs", prefix = "/logs" } # error: Invalid `access_log.bucket` | Invalid `access_log.prefix`
}

resource "kfm_zone" "sources" {
  zone        = "logs"
  log_sources = ["*", "kfm-*-raw"] # error: `*` | `kfm-*-raw`
}

resource "kfm_zone" "sources_elsewhere" {
  zone        = "work"
  log_sources = ["kfm-*"] # error: Invalid `log_sources`
}

resource "kfm_zone" "encrypted_logs" {
  zone       = "logs"
  encryption = { algorithm = "aws:kms" } # error: Invalid `encryption.algorithm`
}

resource "kfm_zone" "writers" {
  zone            = "audit"
  retention       = { days = 1 }
  receipt_writers = ["arn:aws:iam::123456789012:user/someone"] # error: Invalid `receipt_writers`
}

resource "kfm_zone" "writers_elsewhere" {
  zone            = "catalog"
  receipt_writers = ["arn:aws:iam::123456789012:role/writer"] # error: Invalid `receipt_writers`
}

resource "kfm_zone" "emptied" {
  zone          = "raw"
  retention     = { days = 1 }
  force_destroy = true # error: Invalid `force_destroy`
}

resource "kfm_zone" "emptied_ledger" {
  zone          = "audit"
  retention     = { days = 1 }
  force_destroy = true # error: Invalid `force_destroy`
}

resource "kfm_zone" "namespace" {
  zone             = "work"
  bucket_namespace = "regional" # error: Invalid `bucket_namespace`
}

resource "kfm_zone" "reserved" {
  zone   = "work"
  prefix = "a/"      # error: Invalid `prefix`
  adopt  = "observe" # error: Invalid `adopt`
}

resource "kfm_zone" "times" {
  zone     = "work"
  timeouts = { create = "soon", read = "0s", update = "-1m", delete = "" } # error: `timeouts.create` | `timeouts.read` | `timeouts.update` | `timeouts.delete`
}

# Policies. What is wrong with each by itself is said before anybody is asked.

locals {
  work = { zone = "work", bucket = "soils-work" }
}

resource "kfm_zone_policy" "everybody" {
  zone   = local.work
  grants = { all = { persona = "workers", role_arn = "*" } } # error: is a wildcard
}

resource "kfm_zone_policy" "session" {
  zone   = local.work
  grants = { one = { persona = "workers", role_arn = "arn:aws:sts::123456789012:assumed-role/x/y" } } # error: is a session
}

resource "kfm_zone_policy" "unknown" {
  zone   = local.work
  grants = { one = { persona = "public", role_arn = "arn:aws:iam::123456789012:role/x" } } # error: persona `public`
}

resource "kfm_zone_policy" "outside_the_matrix" {
  zone   = { zone = "raw", bucket = "soils-raw" }
  grants = { one = { persona = "api", role_arn = "arn:aws:iam::123456789012:role/x" } } # error: `api` has no access to zone `raw`
}

resource "kfm_zone_policy" "many_at_once" {
  zone = local.work
  # Four things are wrong with one grant, and each has its own message.
  grants = { One = { persona = "workers", access = ["own"], prefixes = ["soils"] } } # error: is not of the form | access `own` is none of | does not end in `/` | has neither `role_arn` nor `role`
}

resource "kfm_zone_policy" "nested" {
  zone   = local.work
  grants = { one = { persona = "workers", prefixes = ["a/", "a/b/"], role_arn = "arn:aws:iam::123456789012:role/x" } } # error: `a/b/` lies in `a/`
}

resource "kfm_zone_policy" "trust" {
  zone   = local.work
  grants = { one = { persona = "workers", role = { trust = { service = "lambda.amazonaws.com" } } } } # error: `lambda.amazonaws.com` is not known to say whose workload
}

resource "kfm_zone_policy" "published" {
  zone  = { zone = "published", bucket = "soils-published" }
  gated = false # error: is always true in `published`
}
