import type {
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesResult,
  ServiceDetail,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import type { Call } from "../service.ts";
import { availabilityZones } from "./availability-zones.ts";
import { admits, digestOf, dnsSuffix, type EndpointService } from "./catalogue.ts";
import { select } from "./describe.ts";
import { notFound } from "./errors.ts";
import type { Resource } from "./resource.ts";

type Offer = Resource & { service: EndpointService; serviceRegion: string; kind: "Interface" | "Gateway" };

/**
 * Of other Regions (`ServiceRegions`) a list shows what is enabled for use across Regions, and a name finds whatever
 * is there. A service that a list leaves out for the caller is found by its name; one whose provider does not allow
 * the caller is not. Sources: API reference, DescribeVpcEndpointServices; PrivateLink Guide, "View available AWS
 * service names" and "Manage permissions".
 */
export function endpointServiceOperations(estate: Estate): ReadingService {
  return {
    DescribeVpcEndpointServices: reading<
      DescribeVpcEndpointServicesRequest,
      DescribeVpcEndpointServicesResult
    >()(["ServiceNames", "ServiceRegions", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const offers = offered(estate, input, call);
      const { items, ...token } = select(call, new Map(offers.map((offer) => [offer.id, offer])), input, {
        fields: {
          "service-name": (offer) => offer.service.name,
          "service-type": (offer) => offer.kind,
          owner: (offer) => offer.service.owner,
          "service-region": (offer) => offer.serviceRegion,
          "supported-ip-address-types": (offer) => addressTypes(offer.kind),
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

type Asked = Pick<DescribeVpcEndpointServicesRequest, "ServiceNames" | "ServiceRegions">;

function offered(estate: Estate, input: Asked, call: Call): Offer[] {
  const { ServiceNames: names, ServiceRegions: regions } = input;
  const wanted = new Set(names);
  const found = (regions?.length ? regions : [call.region]).flatMap((region) =>
    estate.network.services
      .list(region)
      .filter((service) => admits(service.allows, call))
      .filter((service) => (wanted.size ? wanted.has(service.name) : isListed(service, region, call)))
      .flatMap((service) =>
        service.kinds
          .filter((kind) => kind === "Interface" || region === call.region)
          .map((kind) => offerOf(service, region, kind, call)),
      ),
  );
  for (const name of wanted)
    if (!found.some(({ service }) => service.name === name))
      throw notFound("InvalidServiceName", "Vpc Endpoint Service", name);
  return found;
}

const isListed = (service: EndpointService, region: string, call: Call): boolean =>
  admits(service.listedFor, call) && (region === call.region || service.crossRegion);

/** One entry per service and kind: S3 and DynamoDB have two. */
const offerOf = (
  service: EndpointService,
  serviceRegion: string,
  kind: "Interface" | "Gateway",
  { account, region }: Call,
): Offer => ({
  id: `${service.name} ${serviceRegion} ${kind}`,
  account,
  region,
  tags: new Map(),
  service,
  serviceRegion,
  kind,
});

const addressTypes = (kind: Offer["kind"]): ("ipv4" | "ipv6")[] =>
  kind === "Interface" ? ["ipv4", "ipv6"] : ["ipv4"];

function shown({ service, kind, account, region, serviceRegion }: Offer): ServiceDetail {
  const names = kind === "Interface" ? service.privateDnsNames : [];
  return {
    AcceptanceRequired: service.acceptance,
    AvailabilityZones: availabilityZones(account, region).map((zone) => zone.zoneName),
    BaseEndpointDnsNames: [
      kind === "Interface"
        ? `${service.label}.${serviceRegion}.vpce.${dnsSuffix(serviceRegion)}`
        : `${service.label}.${serviceRegion}.${dnsSuffix(serviceRegion)}`,
    ],
    ManagesVpcEndpoints: false,
    Owner: service.owner,
    ...(names[0] ? { PrivateDnsName: names[0], PrivateDnsNameVerificationState: "verified" } : {}),
    PrivateDnsNames: names.map((PrivateDnsName) => ({ PrivateDnsName })),
    ServiceId: serviceIdOf(service, kind),
    ServiceName: service.name,
    ServiceRegion: serviceRegion,
    ServiceType: [{ ServiceType: kind }],
    SupportedIpAddressTypes: addressTypes(kind),
    Tags: [],
    VpcEndpointPolicySupported: true,
  };
}

/** A service that is not AWS's has its id in its name. */
export const serviceIdOf = ({ name }: EndpointService, kind: string): string =>
  /vpce-svc-[0-9a-f]+$/.exec(name)?.[0] ?? `vpce-svc-0${digestOf(`${name} ${kind}`, 16)}`;
