# Server access logs of all the others, delivered by S3 itself.
resource "kfm_zone" "logs" {
  zone = "logs"
}

# As received from the source; append-only. Every object is locked for a year.
resource "kfm_zone" "raw" {
  zone       = "raw"
  retention  = { days = 365 }
  access_log = { bucket = kfm_zone.logs.bucket }
}

# Scratch space of the workers, which a destroy may remove.
resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = kfm_zone.logs.bucket }
}

# What failed a check and may never be promoted.
resource "kfm_zone" "quarantine" {
  zone       = "quarantine"
  access_log = { bucket = kfm_zone.logs.bucket }
}

# Datasets, immutable once written.
resource "kfm_zone" "processed" {
  zone       = "processed"
  access_log = { bucket = kfm_zone.logs.bucket }
}

# Their descriptions, immutable once written.
resource "kfm_zone" "catalog" {
  zone       = "catalog"
  access_log = { bucket = kfm_zone.logs.bucket }
}

# What the public may be served, immutable once written.
resource "kfm_zone" "published" {
  zone       = "published"
  access_log = { bucket = kfm_zone.logs.bucket }
}

# Who did what and why; append-only, locked for a year.
resource "kfm_zone" "audit" {
  zone       = "audit"
  retention  = { days = 365 }
  access_log = { bucket = kfm_zone.logs.bucket }
}
