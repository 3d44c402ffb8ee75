resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "work" {
  zone = "work"
}
