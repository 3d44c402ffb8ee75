resource "kfm_zone" "raw" {
  zone = "raw"
  tags = { owner = "water" }
}

resource "kfm_zone" "work" {
  zone = "work"
}
