resource "kfm_zone" "catalog" {
  zone = "catalog"
}
