resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "logs" {
  zone = "logs"
}

resource "kfm_zone" "work" {
  zone = "work"
}
