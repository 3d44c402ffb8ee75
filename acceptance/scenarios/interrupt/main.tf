resource "kfm_zone" "processed" {
  zone = "processed"
}
