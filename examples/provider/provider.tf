terraform {
  required_version = ">= 1.8"

  required_providers {
    kfm = {
      source  = "kfm/kfm"
      version = "~> 0.1"
    }
  }
}

provider "kfm" {
  region      = "us-east-1"
  environment = "dev"

  # With the account known, bucket names and policies are known at the first plan, without credentials.
  account_id = "123456789012"

  # Who may configure zones. They may not read or write the data.
  administrators = [
    "arn:aws:iam::123456789012:role/platform/terraform-apply",
    "arn:aws:iam::123456789012:role/platform/storage-admin",
  ]
}
