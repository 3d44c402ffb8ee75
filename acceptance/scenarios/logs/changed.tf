resource "kfm_zone" "logs" {
  zone        = "logs"
  log_sources = ["kfm-dev-work-123456789012", "soils-*"]
}

resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = kfm_zone.logs.bucket, prefix = "moved/" }
}

resource "kfm_zone" "catalog" {
  zone = "catalog"
}
