# Who may do what in a zone, after its policy is in force, and in a bucket that nobody closed.

variable "receipt_writer" {
  type = string
}

resource "kfm_zone" "work" {
  zone = "work"
}

resource "kfm_zone_policy" "work" {
  zone = kfm_zone.work

  grants = {
    workers = {
      persona = "workers"
      role    = { trust = { service = "ecs-tasks.amazonaws.com" } }
    }
  }
}

data "kfm_access" "work" {
  bucket     = kfm_zone.work.bucket
  principals = [var.receipt_writer, "arn:aws:iam::${var.account_id}:role/nobody"]
  depends_on = [kfm_zone_policy.work]
}

data "kfm_access" "beside" {
  bucket     = "beside-123456789012"
  principals = [var.receipt_writer]
  actions    = ["s3:GetObject"]
  keys       = ["attempt"]
}

locals {
  decisions = {
    for entry in data.kfm_access.work.entries : entry.who => "${entry.action}: ${entry.decision} by ${
      entry.document == null ? "nothing" : "${entry.statement} of ${entry.document}"
    }"...
  }
}

output "zone" {
  value = "${data.kfm_access.work.zone} in ${data.kfm_access.work.environment}"
}

output "worker_reads" {
  value = [
    for entry in data.kfm_access.work.entries : [entry.where, entry.decision, entry.statement]
    if entry.who == kfm_zone_policy.work.roles["workers"].arn && entry.action == "s3:GetObject"
  ]
}

output "worker_may" {
  value = distinct([
    for entry in data.kfm_access.work.entries : entry.action
    if entry.who == kfm_zone_policy.work.roles["workers"].arn && entry.allowed
  ])
}

output "stranger" {
  value = distinct(local.decisions["any other principal with AdministratorAccess"])
}

output "anonymous_may" {
  value = [
    for entry in data.kfm_access.work.entries : entry.action
    if entry.who == "anonymous" && !contains(["explicitly_denied", "implicitly_denied"], entry.decision)
  ]
}

output "writer" {
  value = [for line in local.decisions[var.receipt_writer] : line if startswith(line, "s3:GetObject:")]
}

output "nobody" {
  value = distinct([
    for entry in data.kfm_access.work.entries : entry.decision if endswith(entry.who, ":role/nobody")
  ])
}

output "beside" {
  value = {
    for entry in data.kfm_access.beside.entries : entry.who => "${entry.decision}: ${entry.why}"
  }
}
