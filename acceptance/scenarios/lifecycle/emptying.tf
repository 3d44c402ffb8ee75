resource "kfm_zone" "raw" {
  zone                = "raw"
  deletion_protection = false
  retention           = { days = 1 }
}

resource "kfm_zone" "work" {
  zone          = "work"
  force_destroy = true
}
