import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ram from "@aws-sdk/client-ram";
import * as route53 from "@aws-sdk/client-route-53";
import * as stsClient from "@aws-sdk/client-sts";
import { createDynamoDb } from "./dynamodb/service.ts";
import { createEc2 } from "./ec2/service.ts";
import type { Estate } from "./estate.ts";
import type { Served } from "./gateway.ts";
import type { Identity } from "./identity.ts";
import { createRam } from "./ram/service.ts";
import { createResolver } from "./resolver/service.ts";
import { createRoute53 } from "./route53/service.ts";
import { createSts } from "./sts.ts";
import { awsJson, ec2Query, query, restJson, restXml } from "./wire/protocols.ts";

/** The services of the cloud by signing name. One more service is one more line here. */
export function createServices(
  estate: Estate,
  identity: Identity,
): { readonly [signingName: string]: Served } {
  const { service, enter } = createRoute53(estate);
  return {
    route53: { wire: WIRES.route53, handlers: service, enter },
    ec2: { wire: WIRES.ec2, handlers: createEc2(estate).service },
    route53resolver: { wire: WIRES.route53resolver, handlers: createResolver(estate).service },
    ram: { wire: WIRES.ram, handlers: createRam(estate).service },
    dynamodb: { wire: WIRES.dynamodb, handlers: createDynamoDb(estate) },
    sts: { wire: WIRES.sts, handlers: createSts(identity) },
  };
}

/** The wires hold no state; reading the SDK's schemas once is enough. */
const WIRES = {
  route53: restXml(route53, "https://route53.amazonaws.com/doc/2013-04-01/"),
  ec2: ec2Query(ec2, "http://ec2.amazonaws.com/doc/2016-11-15/"),
  route53resolver: awsJson("1.1"), // its client exports no schemas yet
  ram: restJson(ram),
  dynamodb: awsJson("1.0", dynamodb),
  sts: query(stsClient, "https://sts.amazonaws.com/doc/2011-06-15/"),
};
