# The role of vpce-operator in the account that owns the transit gateway: it reads attachments and route tables. docs/path.md
# says what for.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "operator_role_arn" {
  type = string
}

variable "external_id" {
  description = "What the operator has to say beside who it is; null for nothing. The hub's document names it by externalIdFrom."
  type        = string
  default     = null
  sensitive   = true
}

variable "role_name" {
  type    = string
  default = "vpce-operator-network"
}

variable "permissions_boundary" {
  description = "ARN of a managed policy that bounds the role."
  type        = string
  default     = null
}

resource "aws_iam_role" "network" {
  name                 = var.role_name
  permissions_boundary = var.permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge({
      Sid       = "TheOperatorOnly"
      Effect    = "Allow"
      Principal = { AWS = var.operator_role_arn }
      Action    = "sts:AssumeRole"
    }, var.external_id == null ? {} : { Condition = { StringEquals = { "sts:ExternalId" = var.external_id } } })]
  })
}

resource "aws_iam_role_policy" "network" {
  role   = aws_iam_role.network.id
  name   = "path-policy"
  policy = templatefile("${path.module}/../policies/path-policy.json.tftpl", {})
}

output "role_arn" {
  value = aws_iam_role.network.arn
}
