resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "another-catalog"
}

resource "kfm_zone" "work" {
  zone = "work"
}
