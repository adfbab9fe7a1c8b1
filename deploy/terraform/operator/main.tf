# What vpce-operator is in AWS: the role of its tasks, its table, and nothing that runs. Hubs' and spokes' roles trust it.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "assumable_roles" {
  description = "ARNs of the roles in the hubs' and spokes' accounts; a thousand fit only as arn:aws:iam::*:role/vpce-operator-spoke."
  type        = list(string)
}

variable "table" {
  description = "Name of the DynamoDB table; the hubs' documents name it too."
  type        = string
  default     = "vpce-operator"
}

variable "role_name" {
  type    = string
  default = "vpce-operator"
}

variable "permissions_boundary" {
  description = "ARN of a managed policy that bounds the role."
  type        = string
  default     = null
}

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  account   = data.aws_caller_identity.here.account_id
  partition = data.aws_partition.here.partition
  region    = data.aws_region.here.name
}

resource "aws_iam_role" "operator" {
  name                 = var.role_name
  description          = "What vpce-operator is in AWS. Hubs' and spokes' roles trust it."
  permissions_boundary = var.permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${local.region}:${local.account}:*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "operator" {
  for_each = {
    operator-policy = { assumable_roles = var.assumable_roles }
    table-policy    = { partition = local.partition, region = local.region, account = local.account, table = var.table }
  }
  role   = aws_iam_role.operator.id
  name   = each.key
  policy = templatefile("${path.module}/../policies/${each.key}.json.tftpl", each.value)
}

resource "aws_dynamodb_table" "operator" {
  name         = var.table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  ttl {
    attribute_name = "expires"
    enabled        = true
  }
  point_in_time_recovery { enabled = true }

  deletion_protection_enabled = true
}

output "role_arn" {
  value = aws_iam_role.operator.arn
}
