resource "kfm_zone" "catalog" {
  zone = "catalog"

  lifecycle {
    create_before_destroy = true
  }
}

resource "kfm_zone" "work" {
  zone = "work"

  lifecycle {
    create_before_destroy = true
  }
}
