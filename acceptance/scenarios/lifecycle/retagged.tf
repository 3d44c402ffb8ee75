resource "kfm_zone" "raw" {
  zone      = "raw"
  tags      = { owner = "water" }
  retention = { days = 1 }
}

resource "kfm_zone" "work" {
  zone = "work"
}
