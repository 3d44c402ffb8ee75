resource "kfm_zone" "logs" {
  zone = "logs"
}

resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = kfm_zone.logs.bucket }
}

resource "kfm_zone" "catalog" {
  zone = "catalog"
}
