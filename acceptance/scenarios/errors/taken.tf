resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "taken" {
  zone   = "processed"
  bucket = "somebody-elses"
}
