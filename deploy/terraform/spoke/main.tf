# The role of vpce-operator in a spoke's account. docs/iam.md says what each statement is for.

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
  description = "What the operator has to say beside who it is. The documents name it by externalIdFrom."
  type        = string
  sensitive   = true
}

variable "vpcs" {
  description = "The VPCs that may join: VPCId=…,VPCRegion=…. As it stands, any VPC of the account."
  type        = list(string)
  default     = ["VPCId=*,VPCRegion=*"]
}

variable "hub_rules" {
  description = "For mode resolver-rule, the hub's rules: arn:aws:route53resolver:REGION:HUB_ACCOUNT:resolver-rule/*."
  type        = string
  default     = null
}

variable "own_endpoints_owner" {
  description = "For redundantEndpoints remove, the hub's owner, who may hand over endpoints of this account's VPCs."
  type        = string
  default     = null
}

variable "path_check" {
  description = "Whether routes, peerings, attachments and network ACLs are read, so that no name moves where packets cannot follow."
  type        = bool
  default     = true
}

variable "role_name" {
  type    = string
  default = "vpce-operator-spoke"
}

variable "permissions_boundary" {
  description = "ARN of a managed policy that bounds the role."
  type        = string
  default     = null
}

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}

locals {
  given = {
    account   = data.aws_caller_identity.here.account_id
    partition = data.aws_partition.here.partition
    vpcs      = var.vpcs
    hub_rules = var.hub_rules
    owner     = var.own_endpoints_owner
  }
}

resource "aws_iam_role" "spoke" {
  name                 = var.role_name
  permissions_boundary = var.permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TheOperatorWithTheAgreedExternalId"
      Effect    = "Allow"
      Principal = { AWS = var.operator_role_arn }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

resource "aws_iam_role_policy" "spoke" {
  for_each = toset(concat(
    ["spoke-policy"],
    var.hub_rules == null ? [] : ["spoke-policy-resolver"],
    var.own_endpoints_owner == null ? [] : ["spoke-policy-own-endpoints"],
    var.path_check ? ["path-policy"] : [],
  ))
  role   = aws_iam_role.spoke.id
  name   = each.key
  policy = templatefile("${path.module}/../policies/${each.key}.json.tftpl", local.given)
}

output "role_arn" {
  value = aws_iam_role.spoke.arn
}
