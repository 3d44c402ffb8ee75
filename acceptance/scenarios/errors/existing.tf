resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "existing" {
  zone   = "processed"
  bucket = "ours-already"
}
