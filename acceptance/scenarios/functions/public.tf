# A precondition that fails stops the plan; a check that cannot be told fails as one that is false.

resource "kfm_zone" "work" {
  zone = "work"

  lifecycle {
    precondition {
      condition     = !provider::kfm::can({ resource = local.public }, "*", "s3:GetObject", local.object, null).allowed
      error_message = "Everyone reads."
    }
  }
}

locals {
  object = "arn:aws:s3:::elsewhere/soils.csv"

  public = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = local.object }]
  })
}
