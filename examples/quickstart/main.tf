# As received from the source; append-only.
resource "kfm_zone" "raw" {
  zone = "raw"
}

# Scratch space of the workers; the one zone that a destroy may remove.
resource "kfm_zone" "work" {
  zone = "work"
}

# What failed a check and may never be promoted.
resource "kfm_zone" "quarantine" {
  zone = "quarantine"
}

# Datasets, immutable once written.
resource "kfm_zone" "processed" {
  zone = "processed"
}

# Their descriptions, immutable once written.
resource "kfm_zone" "catalog" {
  zone = "catalog"
}

# What the public may be served, immutable once written.
resource "kfm_zone" "published" {
  zone = "published"
}

# Who did what and why; append-only.
resource "kfm_zone" "audit" {
  zone = "audit"
}
