resource "kfm_zone" "raw" {
  zone      = "raw"
  retention = { days = 30 }
}

resource "kfm_zone" "catalog" {
  zone      = "catalog"
  retention = { class = "R0", days = 10 }
}
