import type { Action } from "../action/action.ts";

/** What a plan's line begins with: a thing made, changed, awaited or taken away. */
export function signOf(action: Action): "+" | "~" | "-" | "…" {
  switch (action.kind) {
    case "createZone":
    case "createEndpoint":
    case "authorize":
    case "associate":
    case "createRule":
    case "associateRule":
    case "createShare":
    case "addToShare":
    case "createResolverEndpoint":
    case "addResolverAddress":
      return "+";
    case "changeRecords":
    case "tagZone":
    case "tagEndpoint":
    case "modifyEndpoint":
    case "turnOffPrivateDns":
    case "handOver":
    case "tryTakeBack":
    case "takeBack":
    case "startLinger":
    case "endHandOver":
    case "move":
    case "updateRule":
    case "tagRule":
    case "setResolverProtocols":
      return "~";
    case "awaitEndpoint":
    case "awaitInsync":
    case "awaitRule":
    case "awaitAssociation":
    case "awaitSure":
    case "awaitShared":
    case "awaitPrivateDns":
    case "awaitResolverEndpoint":
      return "…";
    case "deauthorize":
    case "deleteZone":
    case "deleteEndpoint":
    case "disassociateRule":
    case "deleteRule":
    case "removeFromShare":
    case "deleteShare":
    case "deleteOwn":
    case "removeResolverAddress":
    case "deleteResolverEndpoint":
      return "-";
    case "disassociate":
      return action.anchor ? "~" : "-";
  }
}
