"""An account of LocalStack as one team would have it: a hub VPC with endpoints for Session Manager in two Availability Zones,
and two VPCs that peer with it, route to it and are let in by its security group, but resolve public addresses.

LocalStack runs this when it is ready (docs.localstack.cloud/references/init-hooks); anywhere else it takes boto3 and
AWS_ENDPOINT_URL.
"""

import os

import boto3

REGION = "us-east-1"
HUB = "vpc-0a000000000000001"

ec2 = boto3.client(
    "ec2",
    endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
    region_name=REGION,
    aws_access_key_id="test",
    aws_secret_access_key="test",
)


def main():
    vpc(HUB, "hub", "10.0.0.0/16")
    vpc("vpc-0a0000000000000ff", "anchor", "10.255.0.0/24")
    group = ec2.create_security_group(GroupName="endpoints", Description="HTTPS to the endpoints", VpcId=HUB)["GroupId"]
    subnets = [
        ec2.create_subnet(VpcId=HUB, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for cidr, zone in (("10.0.0.0/24", REGION + "a"), ("10.0.1.0/24", REGION + "b"))
    ]
    for service in ("ssm", "ssmmessages", "ec2messages"):
        ec2.create_vpc_endpoint(
            VpcId=HUB,
            VpcEndpointType="Interface",
            ServiceName=f"com.amazonaws.{REGION}.{service}",
            SubnetIds=subnets,
            SecurityGroupIds=[group],
            PrivateDnsEnabled=False,
        )
    let_in("10.0.0.0/16", group)
    user("vpc-0a0000000000000b1", "payments", "10.1.0.0/16", group)
    user("vpc-0a0000000000000b2", "reports", "10.2.0.0/16", group)


def user(own_id, name, cidr, group):
    vpc(own_id, name, cidr)
    asked = ec2.create_vpc_peering_connection(VpcId=own_id, PeerVpcId=HUB)
    peering = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    route(own_id, "10.0.0.0/16", peering)
    route(HUB, cidr, peering)
    let_in(cidr, group)


def let_in(cidr, group):
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": cidr}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])


def vpc(own_id, name, cidr):
    """The tag _custom_id_ is LocalStack's: with it, documents can name the VPC before there is one."""
    tags = [{"Key": "Name", "Value": name}, {"Key": "_custom_id_", "Value": own_id}]
    ec2.create_vpc(CidrBlock=cidr, TagSpecifications=[{"ResourceType": "vpc", "Tags": tags}])
    ec2.modify_vpc_attribute(VpcId=own_id, EnableDnsHostnames={"Value": True})


def route(own_id, cidr, peering):
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [own_id]}])["RouteTables"]
    ec2.create_route(RouteTableId=tables[0]["RouteTableId"], DestinationCidrBlock=cidr, VpcPeeringConnectionId=peering)


main()
