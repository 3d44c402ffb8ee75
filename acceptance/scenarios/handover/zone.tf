resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "soils-catalog"
}
