resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "soils-catalog"
}

resource "kfm_zone" "processed" {
  zone        = "processed"
  environment = "legacy"
  bucket      = "soils-processed"
}

resource "kfm_zone" "work" {
  zone   = "work"
  bucket = "soils-work"
}
