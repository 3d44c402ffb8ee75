# As of the scenarios, with the role that reads evidence. The harness sets the variables.

terraform {
  required_providers {
    kfm = {
      source  = "kfm/kfm"
      version = "0.1.0"
    }
  }
}

variable "region" {
  type = string
}

variable "account_id" {
  type = string
}

variable "endpoint" {
  type = string
}

variable "ca_bundle" {
  type = string
}

variable "administrators" {
  type = set(string)
}

provider "kfm" {
  region         = var.region
  environment    = "dev"
  account_id     = var.account_id
  administrators = var.administrators
  use_path_style = true
  ca_bundle      = var.ca_bundle
  gate_reader    = { role_arn = var.gate_reader }

  endpoints = {
    s3  = var.endpoint
    iam = var.endpoint
    kms = var.endpoint
    sts = var.endpoint
  }
}
