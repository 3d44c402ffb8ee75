resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "logs" {
  zone = "logs"
}
