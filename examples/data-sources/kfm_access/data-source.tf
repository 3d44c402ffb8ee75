variable "bucket" {
  type        = string
  description = "The bucket of a zone, as kfm_zone.<name>.bucket."
}

variable "auditor" {
  type        = string
  description = "The ARN of a role that must not reach the zone."
}

data "kfm_access" "zone" {
  bucket     = var.bucket
  principals = [var.auditor]
}

# Who reads objects, and by which statement.
output "readers" {
  value = {
    for entry in data.kfm_access.zone.entries : "${entry.who} in ${entry.where}" => entry.why
    if entry.allowed && entry.action == "s3:GetObject"
  }
}

# What must not be. `decision` is compared, so that `cannot_tell` fails too.
check "only_the_granted_reach_the_zone" {
  assert {
    condition = alltrue([
      for entry in data.kfm_access.zone.entries :
      contains(["explicitly_denied", "implicitly_denied", "no_such_principal"], entry.decision)
      if contains([var.auditor, "any other principal with AdministratorAccess", "anonymous"], entry.who)
    ])
    error_message = "Somebody reaches the zone who was granted nothing."
  }
}

# One question: may anybody delete what is kept?
data "kfm_access" "deletes" {
  bucket  = var.bucket
  actions = ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"]
  keys    = ["soils/2026.csv"]
}

output "deletes" {
  value = distinct([for entry in data.kfm_access.deletes.entries : entry.who if entry.allowed])
}
