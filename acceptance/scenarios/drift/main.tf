resource "kfm_zone" "catalog" {
  zone = "catalog"
  tags = { owner = "soils" }
}
