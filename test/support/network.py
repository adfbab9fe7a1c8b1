"""Builds a network by boto3 and reads it back, as an independent client of the simulator. Prints what it read as JSON."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HUB, SPOKE, REGION = "111111111111", "222222222222", "eu-west-1"


def client(service, account):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=sys.argv[1],
        aws_access_key_id=account,
        aws_secret_access_key="simulated",
        config=Config(retries={"total_max_attempts": 1}),
    )


hub, spoke = client("ec2", HUB), client("ec2", SPOKE)
read = {}


def vpc(ec2, cidr, subnet_cidr):
    made = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=made, CidrBlock=subnet_cidr, AvailabilityZoneId="euw1-az1")
    return made, subnet["Subnet"]["SubnetId"]


def refused(call, **given):
    try:
        call(**given)
    except ClientError as error:
        return error.response["Error"]["Code"]


hub_vpc, hub_subnet = vpc(hub, "10.0.0.0/16", "10.0.0.0/24")
spoke_vpc, spoke_subnet = vpc(spoke, "10.1.0.0/16", "10.1.0.0/24")

# Peering across accounts, and routes to it.
peering = spoke.create_vpc_peering_connection(VpcId=spoke_vpc, PeerVpcId=hub_vpc, PeerOwnerId=HUB)
peering_id = peering["VpcPeeringConnection"]["VpcPeeringConnectionId"]
read["acceptedByRequester"] = refused(spoke.accept_vpc_peering_connection, VpcPeeringConnectionId=peering_id)
hub.accept_vpc_peering_connection(VpcPeeringConnectionId=peering_id)
hub.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[peering_id])
listed = spoke.describe_vpc_peering_connections(Filters=[{"Name": "status-code", "Values": ["active"]}])
read["peerings"] = [one["AccepterVpcInfo"]["CidrBlock"] for one in listed["VpcPeeringConnections"]]
table = spoke.create_route_table(VpcId=spoke_vpc)["RouteTable"]["RouteTableId"]
spoke.associate_route_table(RouteTableId=table, SubnetId=spoke_subnet)
spoke.create_route(RouteTableId=table, DestinationCidrBlock="10.0.0.0/16", VpcPeeringConnectionId=peering_id)

# A transit gateway that RAM shares, with an attachment of the other account.
gateway = hub.create_transit_gateway(Options={"AutoAcceptSharedAttachments": "enable"})["TransitGateway"]
gateway_id, tables = gateway["TransitGatewayId"], gateway["Options"]["AssociationDefaultRouteTableId"]
client("ram", HUB).create_resource_share(
    name="network", resourceArns=[gateway["TransitGatewayArn"]], principals=[SPOKE]
)
ram = client("ram", SPOKE)
for one in ram.get_resource_share_invitations()["resourceShareInvitations"]:
    ram.accept_resource_share_invitation(resourceShareInvitationArn=one["resourceShareInvitationArn"])
attach = lambda ec2, vpc, subnet: ec2.create_transit_gateway_vpc_attachment(
    TransitGatewayId=gateway_id, VpcId=vpc, SubnetIds=[subnet]
)["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
attachments = [attach(hub, hub_vpc, hub_subnet), attach(spoke, spoke_vpc, spoke_subnet)]
hub.create_transit_gateway_route(
    TransitGatewayRouteTableId=tables, DestinationCidrBlock="10.9.0.0/16", Blackhole=True
)
spoke.create_route(RouteTableId=table, DestinationCidrBlock="10.9.0.0/16", TransitGatewayId=gateway_id)
shown = spoke.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]
read["routes"] = [[route["DestinationCidrBlock"], route["State"]] for route in shown["Routes"]]
read["attachments"] = sorted(
    one["State"]
    for page in hub.get_paginator("describe_transit_gateway_attachments").paginate()
    for one in page["TransitGatewayAttachments"]
)
found = hub.search_transit_gateway_routes(
    TransitGatewayRouteTableId=tables, Filters=[{"Name": "type", "Values": ["static", "propagated"]}]
)
read["transitRoutes"] = sorted([one["DestinationCidrBlock"], one["State"]] for one in found["Routes"])
associated = hub.get_transit_gateway_route_table_associations(TransitGatewayRouteTableId=tables)
read["associated"] = sorted(one["TransitGatewayAttachmentId"] for one in associated["Associations"]) == sorted(
    attachments
)
read["searchedBySharee"] = refused(
    spoke.search_transit_gateway_routes,
    TransitGatewayRouteTableId=tables,
    Filters=[{"Name": "state", "Values": ["active"]}],
)

# Prefix lists and network ACLs.
made = hub.create_managed_prefix_list(
    PrefixListName="spokes", AddressFamily="IPv4", MaxEntries=5, Entries=[{"Cidr": "10.1.0.0/16"}]
)["PrefixList"]
lists = hub.describe_managed_prefix_lists(Filters=[{"Name": "owner-id", "Values": [HUB]}])["PrefixLists"]
entries = hub.get_managed_prefix_list_entries(PrefixListId=lists[0]["PrefixListId"])["Entries"]
read["prefixList"] = [lists[0]["PrefixListId"] == made["PrefixListId"], entries]
acl = spoke.create_network_acl(VpcId=spoke_vpc)["NetworkAcl"]["NetworkAclId"]
spoke.create_network_acl_entry(
    NetworkAclId=acl,
    RuleNumber=100,
    Protocol="6",
    RuleAction="allow",
    Egress=True,
    CidrBlock="10.0.0.0/16",
    PortRange={"From": 443, "To": 443},
)
read["acl"] = spoke.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"][0]["PortRange"]
read["zones"] = len(spoke.describe_availability_zones()["AvailabilityZones"])
read["interfaces"] = sorted(
    one["InterfaceType"] for one in spoke.describe_network_interfaces()["NetworkInterfaces"]
)

print(json.dumps(read))
