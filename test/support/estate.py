"""Builds a hub and a spoke by boto3, shares a name by zone and then by rule, and reads all of it back. Prints what it read as JSON."""

import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HUB, SPOKE, REGION = "111111111111", "222222222222", "eu-west-1"
NAME = "ssm.eu-west-1.amazonaws.com"


def client(service, account):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=sys.argv[1],
        aws_access_key_id=account,
        aws_secret_access_key="simulated",
        config=Config(retries={"total_max_attempts": 1}),
    )


def refused(call, **given):
    try:
        call(**given)
    except ClientError as error:
        return error.response["Error"]["Code"]


def until(look):
    """What changes in AWS takes its time, a short one here."""
    for _ in range(100):
        seen = look()
        if seen:
            return seen
        time.sleep(0.05)
    raise TimeoutError(look)


def vpc(ec2, cidr):
    made = ec2.create_vpc(CidrBlock=f"{cidr}.0.0/16")["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=made, **{attribute: {"Value": True}})
    zones = ("euw1-az1", "euw1-az2")
    subnets = [
        ec2.create_subnet(VpcId=made, CidrBlock=f"{cidr}.{i}.0/24", AvailabilityZoneId=zone)["Subnet"]["SubnetId"]
        for i, zone in enumerate(zones)
    ]
    return made, subnets


read = {}
hub, spoke = client("ec2", HUB), client("ec2", SPOKE)
hub_vpc, hub_subnets = vpc(hub, "10.0")
spoke_vpc, _ = vpc(spoke, "10.1")

# The endpoint.
group = hub.create_security_group(VpcId=hub_vpc, GroupName="open", Description="open")["GroupId"]
hub.authorize_security_group_ingress(
    GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]
)
made = hub.create_vpc_endpoint(
    VpcId=hub_vpc,
    ServiceName=f"com.amazonaws.{REGION}.ssm",
    VpcEndpointType="Interface",
    SubnetIds=hub_subnets,
    SecurityGroupIds=[group],
    PrivateDnsEnabled=False,
)["VpcEndpoint"]["VpcEndpointId"]


def endpoint():
    return hub.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]


until(lambda: endpoint()["State"] == "available")
entry = endpoint()["DnsEntries"][0]

# The zone, and the spoke's association with it.
dns, dns_of_spoke = client("route53", HUB), client("route53", SPOKE)
hub_place = {"VPCId": hub_vpc, "VPCRegion": REGION}
spoke_place = {"VPCId": spoke_vpc, "VPCRegion": REGION}
zone = dns.create_hosted_zone(Name=NAME, CallerReference="boto3", VPC=hub_place)["HostedZone"]["Id"].split("/")[-1]
alias = {
    "HostedZoneId": entry["HostedZoneId"],
    "DNSName": entry["DnsName"],
    "EvaluateTargetHealth": False,
}
record = {"Name": NAME, "Type": "A", "AliasTarget": alias}
batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
change = dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]["Id"]
until(lambda: dns.get_change(Id=change)["ChangeInfo"]["Status"] == "INSYNC")
pair = {"HostedZoneId": zone, "VPC": spoke_place}
read["unauthorized"] = refused(dns_of_spoke.associate_vpc_with_hosted_zone, **pair)
dns.create_vpc_association_authorization(**pair)
joined = dns_of_spoke.associate_vpc_with_hosted_zone(**pair)["ChangeInfo"]["Id"]
dns.delete_vpc_association_authorization(**pair)
until(lambda: dns.get_change(Id=joined)["ChangeInfo"]["Status"] == "INSYNC")
read["vpcs"] = len(dns.get_hosted_zone(Id=zone)["VPCs"])
read["zonesOfSpoke"] = [
    one["Name"] for one in dns_of_spoke.list_hosted_zones_by_vpc(**spoke_place)["HostedZoneSummaries"]
]
read["records"] = [one["Type"] for one in dns.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]]
read["authorizations"] = dns.list_vpc_association_authorizations(HostedZoneId=zone)["VPCs"]
read["notEmpty"] = refused(dns.delete_hosted_zone, Id=zone)

# The Resolver, a rule for the name, and its share.
resolver, resolver_of_spoke = client("route53resolver", HUB), client("route53resolver", SPOKE)


def resolver_endpoint(direction):
    made = resolver.create_resolver_endpoint(
        CreatorRequestId=direction,
        Direction=direction,
        SecurityGroupIds=[group],
        IpAddresses=[{"SubnetId": subnet} for subnet in hub_subnets],
    )["ResolverEndpoint"]["Id"]

    def status():
        return resolver.get_resolver_endpoint(ResolverEndpointId=made)["ResolverEndpoint"]["Status"] == "OPERATIONAL"

    until(status)
    return made


inbound, outbound = resolver_endpoint("INBOUND"), resolver_endpoint("OUTBOUND")
addresses = resolver.list_resolver_endpoint_ip_addresses(ResolverEndpointId=inbound)["IpAddresses"]
rule = resolver.create_resolver_rule(
    CreatorRequestId="rule",
    RuleType="FORWARD",
    DomainName=NAME,
    ResolverEndpointId=outbound,
    TargetIps=[{"Ip": one["Ip"], "Port": 53} for one in addresses],
)["ResolverRule"]
read["notShared"] = refused(
    resolver_of_spoke.associate_resolver_rule, ResolverRuleId=rule["Id"], VPCId=spoke_vpc, Name="mine"
)
ram, ram_of_spoke = client("ram", HUB), client("ram", SPOKE)
ram.create_resource_share(name="rules", resourceArns=[rule["Arn"]], principals=[SPOKE], allowExternalPrincipals=True)
invitation = until(lambda: ram_of_spoke.get_resource_share_invitations()["resourceShareInvitations"])[0]
read["invitation"] = invitation["status"]
ram_of_spoke.accept_resource_share_invitation(
    resourceShareInvitationArn=invitation["resourceShareInvitationArn"]
)


def usable():
    rules = resolver_of_spoke.list_resolver_rules()["ResolverRules"]
    return [one["ShareStatus"] for one in rules if one["Id"] == rule["Id"] and one["Status"] == "COMPLETE"]


read["shareStatus"] = until(usable)
mine = resolver_of_spoke.associate_resolver_rule(ResolverRuleId=rule["Id"], VPCId=spoke_vpc, Name="mine")
association = mine["ResolverRuleAssociation"]["Id"]


def complete():
    one = resolver_of_spoke.get_resolver_rule_association(ResolverRuleAssociationId=association)
    return one["ResolverRuleAssociation"]["Status"] == "COMPLETE"


until(complete)
read["inUse"] = refused(resolver.delete_resolver_rule, ResolverRuleId=rule["Id"])

# A table as the lease wants one.
table = client("dynamodb", HUB)
table.create_table(
    TableName="vpce-operator",
    BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
)
table.get_waiter("table_exists").wait(TableName="vpce-operator", WaiterConfig={"Delay": 1})
item = {"pk": {"S": "lease"}, "sk": {"S": "lease"}, "epoch": {"N": "1"}}
table.put_item(TableName="vpce-operator", Item=item, ConditionExpression="attribute_not_exists(pk)")
read["takenTwice"] = refused(
    table.put_item, TableName="vpce-operator", Item=item, ConditionExpression="attribute_not_exists(pk)"
)
key = {"pk": item["pk"], "sk": item["sk"]}
read["epoch"] = table.get_item(TableName="vpce-operator", Key=key, ConsistentRead=True)["Item"]["epoch"]["N"]

print(json.dumps({"read": read, "spoke": spoke_vpc}))
