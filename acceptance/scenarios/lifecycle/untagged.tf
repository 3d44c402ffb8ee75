resource "kfm_zone" "raw" {
  zone = "raw"
}

resource "kfm_zone" "work" {
  zone = "work"
}
