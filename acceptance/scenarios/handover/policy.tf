resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "soils-catalog"
}

resource "kfm_zone_policy" "catalog" {
  zone = kfm_zone.catalog
  grants = {
    readers = { persona = "api", role = { trust = { service = "ecs-tasks.amazonaws.com" } } }
  }
}
