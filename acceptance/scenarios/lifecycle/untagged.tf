resource "kfm_zone" "raw" {
  zone      = "raw"
  retention = { days = 1 }
}

resource "kfm_zone" "work" {
  zone = "work"
}
