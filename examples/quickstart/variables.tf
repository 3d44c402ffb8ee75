variable "region" {
  description = "AWS region of the zones."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Environment the zones belong to; part of every bucket name."
  type        = string
  default     = "dev"
}

variable "administrators" {
  description = "ARNs of the roles or users that configure the zones. Name at least two, one of them the caller."
  type        = set(string)
}

variable "account_id" {
  description = "Account of the zones. Null: the account of the caller; given, a plan needs no credentials."
  type        = string
  default     = null
}

# For an S3-compatible store or an emulator. On AWS leave both alone.

variable "endpoint" {
  description = "URL that serves S3, IAM, KMS and STS instead of AWS."
  type        = string
  default     = null
}

variable "ca_bundle" {
  description = "PEM file with the certificate authority of the endpoint."
  type        = string
  default     = null
}
