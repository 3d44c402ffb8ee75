resource "kfm_zone" "catalog" {
  zone      = "catalog"
  retention = { days = 1 }
}

resource "kfm_zone" "logs" {
  zone = "logs"
}

resource "kfm_zone" "raw" {
  zone      = "raw"
  retention = { days = 1 }
}
