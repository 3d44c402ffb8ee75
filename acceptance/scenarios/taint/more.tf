resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "work" {
  zone = "work"
}

resource "kfm_zone" "published" {
  zone = "published"
}
