resource "kfm_zone" "raw" {
  zone      = "raw"
  retention = { days = 60, class = "R2" }
}

resource "kfm_zone" "catalog" {
  zone      = "catalog"
  retention = { class = "R0", days = 10 }
}
