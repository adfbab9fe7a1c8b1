import type {
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesResult,
  ServiceDetail,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { notServed, type ReadingService, reading } from "../reading.ts";
import type { Call } from "../service.ts";
import { availabilityZones } from "./availability-zones.ts";
import { digestOf, dnsSuffix, type EndpointService } from "./catalogue.ts";
import { select } from "./describe.ts";
import { notFound } from "./errors.ts";
import type { Resource } from "./state.ts";

type Offer = Resource & { service: EndpointService; kind: "Interface" | "Gateway" };

export function endpointServiceOperations(estate: Estate): ReadingService {
  return {
    DescribeVpcEndpointServices: reading<
      DescribeVpcEndpointServicesRequest,
      DescribeVpcEndpointServicesResult
    >()(["ServiceNames", "ServiceRegions", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const elsewhere = input.ServiceRegions?.find((region) => region !== call.region);
      if (elsewhere) throw notServed(`ServiceRegions=${elsewhere}`);
      const services = estate.network.services.list(call.region);
      for (const name of input.ServiceNames ?? [])
        if (!services.some((service) => service.name === name))
          throw notFound("InvalidServiceName", "Vpc Endpoint Service", name);
      const offers = services
        .filter((service) => !input.ServiceNames?.length || input.ServiceNames.includes(service.name))
        .flatMap((service) => service.kinds.map((kind) => offerOf(service, kind, call)));
      const { items, ...token } = select(call, new Map(offers.map((offer) => [offer.id, offer])), input, {
        fields: {
          "service-name": (offer) => offer.service.name,
          "service-type": (offer) => offer.kind,
          owner: (offer) => offer.service.owner,
          "service-region": (offer) => offer.region,
          "supported-ip-address-types": (offer) => shown(offer).SupportedIpAddressTypes,
        },
        ids: { code: "InvalidServiceName", kind: "Vpc Endpoint Service" },
        unknownFilter: "InvalidFilter",
        pageMin: 1,
      });
      return {
        ServiceNames: [...new Set(items.map((offer) => offer.service.name))],
        ServiceDetails: items.map(shown),
        ...token,
      };
    }),
  };
}

/** One entry per service and kind: S3 and DynamoDB have two. */
const offerOf = (
  service: EndpointService,
  kind: "Interface" | "Gateway",
  { account, region }: Call,
): Offer => ({ id: `${service.name} ${kind}`, account, region, tags: new Map(), service, kind });

function shown({ service, kind, account, region }: Offer): ServiceDetail {
  const names = kind === "Interface" ? service.privateDnsNames : [];
  return {
    AcceptanceRequired: false,
    AvailabilityZones: availabilityZones(account, region).map((zone) => zone.zoneName),
    BaseEndpointDnsNames: [
      kind === "Interface"
        ? `${service.label}.${region}.vpce.${dnsSuffix(region)}`
        : `${service.label}.${region}.${dnsSuffix(region)}`,
    ],
    ManagesVpcEndpoints: false,
    Owner: service.owner,
    ...(names[0] ? { PrivateDnsName: names[0], PrivateDnsNameVerificationState: "verified" } : {}),
    PrivateDnsNames: names.map((PrivateDnsName) => ({ PrivateDnsName })),
    ServiceId: `vpce-svc-0${digestOf(`${service.name} ${kind}`, 16)}`,
    ServiceName: service.name,
    ServiceRegion: region,
    ServiceType: [{ ServiceType: kind }],
    SupportedIpAddressTypes: kind === "Interface" ? ["ipv4", "ipv6"] : ["ipv4"],
    Tags: [],
    VpcEndpointPolicySupported: true,
  };
}
