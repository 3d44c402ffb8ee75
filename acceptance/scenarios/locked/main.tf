resource "kfm_zone" "catalog" {
  zone                = "catalog"
  retention           = { days = 30 }
  deletion_protection = false
  force_destroy       = true
}

resource "kfm_zone" "processed" {
  zone                = "processed"
  deletion_protection = false
  force_destroy       = true
}
