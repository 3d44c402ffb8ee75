resource "kfm_zone" "raw" {
  zone      = "raw"
  retention = { days = 60 }
}

resource "kfm_zone" "catalog" {
  zone = "catalog"
}
