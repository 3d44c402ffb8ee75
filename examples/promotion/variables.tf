variable "region" {
  description = "AWS region of the zones."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Environment the zones belong to; part of every bucket name."
  type        = string
  default     = "release"
}

variable "account_id" {
  description = "Account of the zones."
  type        = string
}

variable "administrators" {
  description = "ARNs of the roles or users that configure the zones. Name at least two, one of them the caller."
  type        = set(string)
}

variable "dataset" {
  description = "Slug of the dataset, with the folders above it."
  type        = string
  default     = "hydrology/example_gauges"
}

variable "dataset_version" {
  description = "Version that is to be published."
  type        = string
  default     = "2026-05.572e3948"
}

variable "packet" {
  description = "Digest of the packet that was reviewed. Null: the gate opens with the first plan after the one that saw it."
  type        = string
  default     = null
}

variable "policy_digest" {
  description = "Digest of the policy bundle that is trusted."
  type        = string
  default     = "sha256:d075fe9663e576c2fa5edd1b17aebc2a6129fe7f58fe831b6b310706dc57be95"
}

variable "trusted_keys" {
  description = "Whose signatures prove an approval, by principal."
  type        = map(object({ public_key = string, roles = set(string) }))
  default     = {}
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
