resource "kfm_zone" "raw" {
  zone                = "raw"
  deletion_protection = false
}

resource "kfm_zone" "work" {
  zone          = "work"
  force_destroy = true
}
