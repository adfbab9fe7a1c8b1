# The role of vpce-operator in a hub's account, for one hub, with the provider in the hub's Region. docs/iam.md says what each
# statement is for.

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
  description = "Where the hub's document names one for this role."
  type        = string
  default     = null
  sensitive   = true
}

variable "owner" {
  description = "The hub document's owner."
  type        = string
}

variable "own_vpcs" {
  description = "This account's VPCs that zones are made in and that join, the hub VPC and the anchor among them: VPCId=…,VPCRegion=…"
  type        = list(string)
}

variable "spoke_vpcs" {
  description = "Other accounts' VPCs that may be authorized; each account has to associate its own."
  type        = list(string)
  default     = ["VPCId=*,VPCRegion=*"]
}

variable "record_names" {
  description = "Names of the aliases, such as *.eu-west-1.amazonaws.com."
  type        = list(string)
}

variable "protected_zones" {
  description = "ARNs of hosted zones that the role must never write to."
  type        = list(string)
  default     = []
}

variable "take_records" {
  description = "Whether takeRecords may replace a CNAME of others in an adopted zone."
  type        = bool
  default     = false
}

variable "managed_endpoints" {
  description = "For managed endpoints: the hub VPC's id, and the ARNs of that VPC and of the subnets and groups they are given."
  type        = object({ hub_vpc = string, places = list(string) })
  default     = null
}

variable "switched_off" {
  description = "ARNs of the endpoints of others whose private DNS may be switched off."
  type        = list(string)
  default     = []
}

variable "resolver_rules" {
  description = "Whether spokes of mode resolver-rule are served."
  type        = bool
  default     = false
}

variable "resolver_places" {
  description = "For managed Resolver endpoints: the ARNs of the subnets and groups that they are given. Needs resolver_rules."
  type        = list(string)
  default     = []
}

variable "path_check" {
  description = "Whether routes, peerings, attachments and network ACLs are read, so that no name moves where packets cannot follow."
  type        = bool
  default     = true
}

variable "role_name" {
  type    = string
  default = "vpce-operator-hub"
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
  here = {
    account   = data.aws_caller_identity.here.account_id
    partition = data.aws_partition.here.partition
    region    = data.aws_region.here.name
    owner     = var.owner
  }
  given = {
    own_vpcs        = var.own_vpcs
    spoke_vpcs      = var.spoke_vpcs
    record_names    = var.record_names
    protected_zones = var.protected_zones
    switched_off    = var.switched_off
    hub_vpc         = try(var.managed_endpoints.hub_vpc, "")
    endpoint_places = try(var.managed_endpoints.places, [])
    resolver_places = var.resolver_places
  }
  policies = {
    hub-policy                  = true
    hub-policy-take-records     = var.take_records
    hub-policy-protect          = length(var.protected_zones) > 0
    hub-policy-managed          = var.managed_endpoints != null
    hub-policy-turn-off         = length(var.switched_off) > 0
    hub-policy-resolver         = var.resolver_rules
    hub-policy-managed-resolver = length(var.resolver_places) > 0
    path-policy                 = var.path_check
  }
}

resource "aws_iam_role" "hub" {
  name                 = var.role_name
  permissions_boundary = var.permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      {
        Sid       = "TheOperatorOnly"
        Effect    = "Allow"
        Principal = { AWS = var.operator_role_arn }
        Action    = "sts:AssumeRole"
      },
      var.external_id == null ? {} : { Condition = { StringEquals = { "sts:ExternalId" = var.external_id } } },
    )]
  })
}

# Policies of their own: together they are too long for the role.
resource "aws_iam_policy" "hub" {
  for_each = toset([for name, is_wanted in local.policies : name if is_wanted])
  name     = "${var.role_name}-${each.key}"
  policy   = templatefile("${path.module}/../policies/${each.key}.json.tftpl", merge(local.here, local.given))
}

resource "aws_iam_role_policy_attachment" "hub" {
  for_each   = aws_iam_policy.hub
  role       = aws_iam_role.hub.name
  policy_arn = each.value.arn
}

output "role_arn" {
  value = aws_iam_role.hub.arn
}
