locals {
  bucket_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ReadersRead"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::reports/*"
      },
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

# The reader reads, over TLS. `why` says which statement allows it.
output "reader" {
  value = provider::kfm::can(
    { resource = local.bucket_policy },
    "arn:aws:iam::123456789012:role/reader",
    "s3:GetObject",
    "arn:aws:s3:::reports/2026/soils.csv",
    { "aws:SecureTransport" = true },
  ).why
}

# What must not be: here `decision` is compared, so that `cannot_tell` fails too.
check "reports_are_not_public" {
  assert {
    condition = contains(["explicitly_denied", "implicitly_denied"], provider::kfm::can(
      { resource = local.bucket_policy },
      "*",
      "s3:GetObject",
      "arn:aws:s3:::reports/2026/soils.csv",
      { "aws:SecureTransport" = true },
    ).decision)
    error_message = "Reports can be read without credentials."
  }
}

# All the policies of a caller, which is in another account than the bucket.
output "partner" {
  value = provider::kfm::can(
    {
      identity = [jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }]
      })]
      boundary = null
      session  = []
      resource = local.bucket_policy
    },
    "arn:aws:sts::210987654321:assumed-role/partner/nightly",
    "s3:GetObject",
    "arn:aws:s3:::reports/2026/soils.csv",
    {
      "aws:SecureTransport" = true
      "aws:ResourceAccount" = "123456789012"
    },
  )
}
