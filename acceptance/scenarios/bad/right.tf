# The same zones, rightly configured.

resource "kfm_zone" "raw" {
  zone      = "raw"
  retention = { class = "R2", days = 36500, mode = "GOVERNANCE" }

  object_lifecycle = {
    transitions = [
      { days = 30, storage_class = "STANDARD_IA", prefix = "a/" },
      { days = 1, storage_class = "GLACIER_IR", prefix = "b/" },
      { days = 100, storage_class = "GLACIER", prefix = "b/" },
    ]
  }
}

resource "kfm_zone" "work" {
  zone       = "work"
  adopt      = "enforce"
  access_log = { bucket = "kfm-dev-logs-123456789012", prefix = "logs" }
  timeouts   = { create = "90s", read = "1m", update = "1h30m", delete = "2h" }

  object_lifecycle = {
    abort_multipart_days = 1
    noncurrent_days      = 1
    noncurrent_versions  = 100
    expire_prefixes      = { "tmp/" = 1, "a/" = 1 }
  }
}

resource "kfm_zone" "logs" {
  zone             = "logs"
  log_sources      = ["kfm-*", "soils-raw"]
  encryption       = { algorithm = "AES256" }
  force_destroy    = true
  object_lifecycle = { expire_prefixes = { "" = 1 } }
}

resource "kfm_zone" "audit" {
  zone            = "audit"
  retention       = { class = "R0", days = 1 }
  receipt_writers = ["arn:aws:iam::123456789012:role/writer"]
}
