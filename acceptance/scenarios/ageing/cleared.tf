resource "kfm_zone" "work" {
  zone = "work"
}
