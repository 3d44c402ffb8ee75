resource "kfm_zone" "catalog" {
  zone                = "catalog"
  event_notifications = false
}
