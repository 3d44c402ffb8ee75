resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "elsewhere" {
  zone   = "processed"
  bucket = "ours-in-oregon"
}
