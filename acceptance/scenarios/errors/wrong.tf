# Everything that is wrong is said at once.
resource "kfm_zone" "unknown" {
  zone = "silver"
}

resource "kfm_zone" "environment" {
  zone        = "catalog"
  environment = "Dev_1"
}

resource "kfm_zone" "upper" {
  zone   = "catalog"
  bucket = "Soils_Catalog"
}

resource "kfm_zone" "alias" {
  zone = "catalog"

  encryption = {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:alias/soils"
  }
}

resource "kfm_zone" "tags" {
  zone = "catalog"
  tags = { "kfm:zone" = "raw" }
}

resource "kfm_zone" "emptied" {
  zone          = "raw"
  force_destroy = true
}
