import type { FindingKind } from "./finding-kind.ts";

/** A reason for machines and for `docs/findings.md`: of which kinds it is told, what it means, what to do. */
export type ReasonMeaning = {
  readonly kinds: readonly FindingKind[];
  readonly meaning: string;
  readonly todo: string;
  /** It may hold at other times too, and is not looked for then: that would cost calls for each VPC in each pass. */
  readonly onlyWhile?: "joining" | "making";
};

const withheld = (meaning: string, todo: string) => ({ kinds: ["withheld"], meaning, todo }) as const;
const conflict = (meaning: string, todo: string) => ({ kinds: ["conflict"], meaning, todo }) as const;
const unknown = (meaning: string, todo: string) => ({ kinds: ["unknown"], meaning, todo }) as const;
const open = (meaning: string, todo: string) => ({ kinds: ["window"], meaning, todo }) as const;
const note = (meaning: string, todo: string) => ({ kinds: ["note"], meaning, todo }) as const;
/** Looked for while the VPC lacks a zone: its own account is asked then alone (semantics 14). */
const joining = <M extends ReasonMeaning>(reason: M) => ({ ...reason, onlyWhile: "joining" }) as const;
/** Told while further zones are to be made. */
const making = <M extends ReasonMeaning>(reason: M) => ({ ...reason, onlyWhile: "making" }) as const;

/**
 * Every reason that a finding may bear, but for AWS's own error codes of what could not be read. A finding with another
 * one does not compile. By the room of the plan that says it.
 */
export const REASONS = {
  // hubs
  NotRead: unknown(
    "The hub, or a VPC that a decision needs, was not read in this pass.",
    "Run again; if it stays, report it.",
  ),
  Unsupported: note(
    "The endpoint that answers (an emulator) does not implement a call, so what it would show is not looked at.",
    "Nothing on an emulator; against AWS, check AWS_ENDPOINT_URL.",
  ),
  HubVanished: withheld(
    "A zone is owned by this owner and no Hub document describes it: a vanished document removes nothing.",
    "Restore the Hub document; delete its spokes and endpoints first, then the hub.",
  ),
  ClockSkewed: {
    kinds: ["unknown", "note"],
    meaning:
      "This machine's clock differs from AWS's by more than AWS accepts: each call is signed anew by AWS's, or refused.",
    todo: "Set this machine's clock (NTP).",
  },
  ListLags: unknown(
    "A VPC shows a zone that its account's list does not show yet, or the list lacks a zone that was just made.",
    "Run again.",
  ),

  // endpoints
  ServiceNotListed: withheld(
    "AWS's list of endpoint services in the Region does not name the endpoint's service.",
    "Check the service's name, and that it is offered in the Region.",
  ),
  ServiceAmbiguous: withheld(
    "In China AWS lists two services of the document's short name, `cn.com.amazonaws.…` and `com.amazonaws.…`.",
    "Write the full name of the one that is meant.",
  ),
  OnlyExtraNames: note(
    "AWS's list of endpoint services does not name the service, its endpoint is there: `extraNames` alone are shared.",
    "Write `names: []` to say so; or ask the service's provider to admit the hub's account.",
  ),
  NameNotListed: note(
    "A name in `names` is not among the private DNS names that AWS lists for the service.",
    "Write the listed one that is named, with its `*.`; else move it to extraNames, or correct it.",
  ),
  NoPrivateNames: withheld(
    "The service has no private DNS name that the document wants.",
    "Check names, or write the names in extraNames.",
  ),
  NewName: withheld(
    "AWS added a private DNS name after the endpoint's first client joined.",
    "Set newNames: apply, or list the name in names, to share it.",
  ),
  NameVanished: note(
    "AWS no longer lists a shared name; its zone, rule and associations stay.",
    "To give it up, list the remaining names in names.",
  ),
  EndpointNotAvailable: withheld(
    "No endpoint that the document names is available in the hub VPC.",
    "Create it, or wait until it is available.",
  ),
  EndpointAmbiguous: withheld(
    "Several available endpoints fit the document.",
    "Name one with existing.id, or narrow existing.tags.",
  ),
  NoRegionalName: withheld(
    "The endpoint shows no regional DNS name that an alias could point at.",
    "Look at the endpoint's DnsEntries.",
  ),
  RegionalNamePending: withheld(
    "The hosted zone of the endpoint's regional DNS name is not known yet.",
    "Wait: AWS fills it in when the endpoint becomes available.",
  ),
  AddressTypesUnknown: withheld(
    "The endpoint's DNS record type is service-defined, so the kinds of its addresses are not known.",
    "Set addressTypes.",
  ),
  ZonalNamesUnknown: withheld(
    "The document wants zonalNames, and in which Availability Zones its endpoint is could not be read.",
    "Allow the hub's role ec2:DescribeSubnets, then run again.",
  ),
  HubPrivateDnsOn: withheld(
    "The endpoint has private DNS on, and the document does not say what to do with it.",
    "Set hubPrivateDns: turnOff, or keep; or switch it off by hand.",
  ),
  EndpointQuota: withheld(
    "The hub VPC would have more interface endpoints than its quota.",
    "Raise the quota, then quotas.endpointsPerVpc of the hub.",
  ),
  SubnetsShareZone: withheld(
    "Two subnets of a managed endpoint are in one Availability Zone; AWS takes one for each.",
    "Name one subnet for each Availability Zone.",
  ),
  PendingAcceptance: withheld(
    "The endpoint waits for its service's provider to accept it.",
    "Ask the provider to accept it.",
  ),
  EndpointRejected: withheld(
    "The service's provider rejected the endpoint.",
    "Ask the provider to accept it; or delete it, and another one is asked for.",
  ),
  EndpointPartial: withheld(
    "AWS made some of the endpoint's network interfaces and not the others.",
    "Delete it, and another one is made, if AWS does not mend it.",
  ),
  EndpointFailed: note(
    "A managed endpoint failed or expired; another one takes its place.",
    "Nothing, unless the next one fails too: its message has AWS's words.",
  ),
  EndpointUnsettled: withheld(
    "A zone is not wanted, but a document names a service that AWS does not list and may have meant it.",
    "Mend or delete that document.",
  ),

  // whose a zone is
  DuplicateZone: conflict(
    "Two zones of ours bear one name; one is used, the other left alone.",
    "Move what uses the other away, and delete that zone with its records.",
  ),
  OtherOwner: conflict(
    "A zone that should be adopted belongs to another owner.",
    "Agree with that owner, then set takeOwnership (and takeRecords); or leave adoptZones out.",
  ),
  TakenOver: {
    kinds: ["conflict", "note"],
    meaning: "Another owner took over a zone that we made; nothing of it is touched.",
    todo: "Delete the endpoint's document here; or, agreed with that owner, the zone's claim tag.",
  },
  BesideOtherOwner: withheld(
    "Another owner's zones or endpoints stand for the same hub VPC, and this owner has nothing there, or would make the same again: a changed `owner` looks like this, and what it made would be nobody's once it is changed back.",
    "Set the hub's owner back; if both owners share the VPC on purpose, name the other one in the hub's besideOwners.",
  ),
  OwnerNotRead: withheld(
    "A zone's tags could not be read, so another owner may have taken it over; nothing is removed from it.",
    "Allow route53:ListTagsForResources to the hub's role.",
  ),
  ZoneWantedTwice: conflict(
    "Two endpoints of two hubs or sets adopt one zone; it can point at one.",
    "Give each hub a document of its own, and let one of them adopt the zone.",
  ),
  NameWantedTwice: {
    kinds: ["conflict", "note"],
    meaning: "Two endpoints want one name: in one set, or for one VPC; a VPC can be in one zone of a name.",
    todo: "Narrow names of one of them, or choose one in the spoke's endpoints.",
  },

  // zones to be made
  NoFirstVpc: withheld(
    "A private zone is created with a VPC of its own account, and none can be used.",
    "Give the hub an anchorVpc: a VPC of the hub's account without workloads.",
  ),
  AnchorNotFound: withheld("The hub's account has no such anchor VPC.", "Correct the hub's anchorVpc."),
  AnchorBusy: withheld(
    "The anchor is the only VPC of another zone of the name, and is needed there.",
    "Run again when a spoke is in that zone; or name another anchorVpc.",
  ),
  AnchorServesRules: withheld(
    "The anchor is the inbound Resolver endpoint's VPC too, and spokes ask it by rules: it neither begins a zone of such a name nor leaves one.",
    "Name another anchorVpc: a VPC without workloads, which nobody asks. Where the Resolver could not be read, allow its reads (docs/iam.md).",
  ),
  ZoneQuota: withheld(
    "The account would have more hosted zones than its quota.",
    "Raise Route 53's quota, then quotas.zonesPerAccount of the hub.",
  ),
  ZoneQuotaNear: note(
    "The account is near its quota of hosted zones, or this plan brings it there.",
    "Ask AWS for more in time, then raise quotas.zonesPerAccount.",
  ),
  VpcQuota: withheld(
    "More VPCs want a name than one zone takes, and without an anchor no further zone can be made.",
    "Give the hub an anchorVpc; or raise the quota, then quotas.vpcsPerZone.",
  ),
  VpcQuotaRaised: making(
    note(
      "AWS takes more VPCs for a zone than quotas.vpcsPerZone says.",
      "Raise quotas.vpcsPerZone, if fewer zones are wanted.",
    ),
  ),
  Shards: making(note("More VPCs want a name than one zone takes: it gets several zones.", "Nothing.")),
  FirstVpcIsClient: open(
    "Without an anchor a zone begins with a client VPC, where the name does not resolve until the aliases are INSYNC.",
    "An anchorVpc without workloads avoids this.",
  ),

  // records
  PlainAddresses: note(
    "A plain record of an adopted zone has exactly the endpoint's addresses: it serves, and does not follow the endpoint.",
    "Set takeRecords: true: an alias takes its place in one batch, and follows.",
  ),
  AdoptedRecord: withheld(
    "A record in an adopted zone points elsewhere, or nothing shows that it leads to the endpoint.",
    "Set takeRecords: true to change it.",
  ),
  ForeignRecord: note(
    "A record in our zone is not ours; it is left alone and keeps the zone from being deleted.",
    "Move it, if the zone should go one day.",
  ),
  CnameInTheWay: conflict("A CNAME stands where an alias should.", "Delete that record."),
  RoutedRecordInTheWay: conflict(
    "A record with a routing policy stands where an alias should.",
    "Delete that record.",
  ),
  RecordsNotRead: withheld("A zone's records could not be read.", "Run again; see what is unknown."),
  AliasBlocked: withheld(
    "An alias of the endpoint cannot be written, so nobody joins its zones.",
    "See the conflict of that record.",
  ),

  // who joins
  VpcNotFound: withheld(
    "The account has no such VPC in that Region.",
    "Correct the spoke's vpc, account or region (is it the VPC's?); if the VPC is gone, delete the document.",
  ),
  VpcOfOtherAccount: withheld(
    "The VPC is shared with the spoke's account and belongs to another, which alone can associate it.",
    "Set the spoke's account to the owner.",
  ),
  DnsAttributesOff: joining(
    withheld(
      "The VPC has enableDnsSupport or enableDnsHostnames off: private zones are not resolved there.",
      "Switch them on.",
    ),
  ),
  NameHeldByZone: conflict(
    "The VPC is in somebody else's zone of that name.",
    "Take the VPC out of that zone, or delete the zone where it has no other VPC; or leave the name to it.",
  ),
  NameHeldByEndpoint: joining(
    conflict(
      "The VPC's own endpoint holds the name, with private DNS on.",
      "Switch its private DNS off, or leave the name to it.",
    ),
  ),
  NameHeldByRule: joining(
    conflict(
      "A Resolver rule of the same name wins over a zone in that VPC.",
      "Disassociate the rule, or leave the name to it.",
    ),
  ),
  NameHeldByUs: conflict(
    "The VPC is in another zone of ours for the name, whose documents keep it there.",
    "Leave the name out in one of the two spokes, or end the suspension of the one that keeps it there.",
  ),
  Shadows: joining(
    withheld(
      "A zone, or a rule and the view VPC behind it, would hide a name that answers beneath it today, or a zone above would hide a name once its zone goes.",
      "Share that name with the same VPC too (a wildcard in names or extraNames), or set acceptShadowing: true.",
    ),
  ),
  MayShadow: joining(
    note(
      "Names below the new zone's answer in the VPC today, and nobody can list them: by a zone whose records were not read, by a wildcard, or by servers that a FORWARD rule leads to.",
      "Look who uses names below it; write those that the endpoint serves in extraNames first.",
    ),
  ),
  PlainExtraName: joining(
    note(
      "An entry of extraNames without `*.`: every name below it is lost to the VPCs that join its zone.",
      "Write it with `*.` if the endpoint serves what is below.",
    ),
  ),
  NotChecked: joining({
    kinds: ["note", "withheld"],
    meaning:
      "What else holds names in the VPC could not be read; AWS itself refuses a conflicting association.",
    todo: "Allow the reads of docs/iam.md for an explanation before AWS refuses.",
  }),
  EndpointStalled: withheld(
    "The endpoint takes no new clients now.",
    "See what is said of the endpoint itself.",
  ),
  EndpointIncomplete: withheld(
    "Not every zone of the endpoint can be made, and no client joins one of them before all are there.",
    "See what is withheld of the endpoint's zones.",
  ),
  EndpointFull: withheld(
    "The endpoint's zones are full, and no more can be made now.",
    "See what is withheld of the endpoint's zones.",
  ),
  AuthorizationsNotRead: joining(
    withheld(
      "The authorizations of an adopted zone could not be read: what others gave could not be told from ours.",
      "Allow route53:ListVPCAssociationAuthorizations to the hub's role.",
    ),
  ),
  ZoneFull: withheld(
    "A zone would have more VPCs than it takes.",
    "Run again when the VPCs that leave it have left; or raise the quota, then quotas.vpcsPerZone.",
  ),
  NextPass: withheld(
    "One pass plans so many associations, and so many disassociations; the rest waits.",
    "Apply again.",
  ),
  Move: open(
    "A VPC moves between two zones of a name; AWS allows it one, so the name is not private in between.",
    "Nothing: the two calls go back to back, and a failure puts the VPC back.",
  ),

  // the hub's own private DNS
  TurnOff: open(
    "Between switching the hub's private DNS off and the hub VPC's joining our zones its names resolve publicly.",
    "Nothing; with an anchorVpc it is shortest.",
  ),
  TurnOffWaits: withheld(
    "The hub VPC could not take over every name at once, so its private DNS stays on.",
    "See what keeps the hub VPC out of those zones.",
  ),
  TurnOffServesRules: withheld(
    "The hub's private DNS answers what Resolver rules hand over: between the switch and our zones spokes would get the public answer.",
    "Accept the gap: allowGap: true.",
  ),
  TurnOffHidden: withheld(
    "Between the switch and our zones something would answer NXDOMAIN for the names.",
    "Set allowGap: true to accept that.",
  ),

  // what goes
  TooManyRemovals: withheld(
    "The plan takes away, or points elsewhere, more of the hub than the guard lets through at once or within an hour.",
    "If that is meant, run again with --allow-removals and the digest, or write the annotation into the Hub document.",
  ),
  LossesNotRemembered: withheld(
    "The table does not tell, or cannot be told, what the hub loses within the hour.",
    "See why the table does not answer; the next pass goes on by itself.",
  ),
  AdoptedPair: withheld(
    "A VPC is in an adopted zone and in no document, and the inventory on the daemon's table does not show that we put it there.",
    "Take it out by hand, or set takeOwnership: true.",
  ),
  AdoptedAuthorization: note(
    "An authorization of an adopted zone stands that nobody needs, and nothing shows that we made it.",
    "Delete it by hand, or set takeOwnership: true.",
  ),
  AddedRecordsStay: note(
    "Aliases that we added to somebody else's zone are wanted by no document any more, and VPCs of others resolve by them.",
    "Nothing; delete them by hand when nobody needs them.",
  ),
  LastVpc: withheld(
    "AWS keeps a private zone in at least one VPC, and this is the last.",
    "Give the hub an anchorVpc, or delete the endpoint's document so that the zone goes too.",
  ),
  LastVpcOfZone: open(
    "Between the removal of a zone's alias and of the zone its last VPC does not resolve the name.",
    "An anchorVpc without workloads avoids this.",
  ),
  MoveWaits: withheld(
    "A VPC stays in a zone until it can join the one that its documents name.",
    "See why it cannot join there.",
  ),
  OtherHalfWaits: withheld(
    "A VPC stays although no document wants it there: a spoke that lacks the name, cannot join now, and shares no name with that VPC may be the other half of a changed document.",
    "Correct that spoke's document, or see why it cannot join; leave the name out in its endpoints; suspend or delete it if the VPC should leave all the same.",
  ),
  ServiceUnknown: withheld(
    "A zone is not wanted, and its comment and tags were changed: nobody can tell what it was made for.",
    "Restore its tag vpce-operator/service, or delete the zone by hand.",
  ),
  LeavingSuspended: withheld(
    "A spoke's document is gone, and was suspended when it was last seen: its VPC stays where it is.",
    "Let it go with vpce-operator forget, or write its document again.",
  ),
  Suspended: withheld(
    "The hub or endpoint is suspended, or a VPC of a suspended spoke uses the zone: what is there stays as it is.",
    "End the suspension.",
  ),
  ForeignRecords: withheld("The zone has records that are not ours.", "Move or delete those records."),
  EndpointInUse: withheld(
    "A managed endpoint is not wanted, but an alias leads there, or may.",
    "See why that zone keeps its records; the endpoint goes when none leads to it.",
  ),

  Unproved: withheld(
    "The plan does not show that a name goes on being answered in that VPC while this step is made: the last look at a plan holds every step against the order of all others.",
    "Report it with the plan (vpce-operator plan --output json): it is a mistake of this program. The rest of the plan goes on.",
  ),

  // in a process that makes many passes
  BacksOff: withheld(
    "The last try for this document failed, and it is left alone for a while, at most 15 minutes; the rest goes on.",
    "Mend the cause; a change of the document, or a request to reconcile, tries it at once.",
  ),

  // what may be done at all
  WritePolicy: withheld(
    "The hub's writePolicy does not let the operator do this.",
    "Set writePolicy to sync, or to upsert-only for everything that takes nothing away.",
  ),
  RolloutCanary: withheld(
    "A change goes to the canary of the hub's rollout first; the other spokes keep what the last completed state gave them.",
    "Nothing: it goes on by itself when the canary was seen served for the whole pause.",
  ),
  RolloutFailed: withheld(
    "The canary was unserved, in conflict or unknown at the end of the pause; the other spokes keep what they have, and nothing is rolled back.",
    "Mend what is named and change the hub's documents; or take rollout out of the hub.",
  ),
  RolloutWholeZone: withheld(
    "A step is for all spokes of a hub with a rollout: a zone, where aliases lead, an endpoint, private DNS. No canary can try it.",
    "Set wholeZones: true in the hub's rollout.",
  ),
  RolloutNobody: {
    kinds: ["withheld", "note"],
    meaning: "The canary of the hub's rollout fits none of its spokes, so a change reaches nobody.",
    todo: "Give a spoke the labels that rollout.canary asks for, or change rollout.canary.",
  },
  RolloutNeedsTable: {
    kinds: ["withheld", "note"],
    meaning:
      "A rollout is remembered on the daemon's table: without it, or when it cannot be read or written, nothing new reaches the hub. A plan by hand shows it all and says so.",
    todo: "Let the daemon do it, with --table; or take rollout out of the hub.",
  },
  OwnVpcLast: withheld(
    "The VPC in which the operator runs changes last and alone: behind a dead name it could not repair itself.",
    "Nothing in the daemon; by hand, run again when the rest is done.",
  ),
  OwnVpcIsClient: note(
    "The VPC in which the operator runs gets names by which the operator itself reaches AWS from an endpoint that it shares.",
    "Nothing, while it is healthy; to do without, leave those endpoints out of that spoke.",
  ),
  NotSettled: withheld(
    "The folder of documents changed a moment ago; a file that is missing may be about to come.",
    "Nothing: a folder that stays the same for half a minute is believed.",
  ),

  // the network
  SecurityGroupCloses: note(
    "The endpoint's security groups do not admit some client VPCs at one of its ports: names resolve, connections fail. Of spokes whose path was walked as far as the groups, `PathBlocked` and `PathPartial` say so; this of others: the hub VPC, spokes with pathCheck off, and those of which the network was not read, or stops packets earlier. The groups are read in each pass, by the daemon once an hour and when something changes. The ranges of a VPC are read while it lacks something; afterwards the daemon knows them as it read them last, and says when. A command, and a daemon that has begun since, tell of such a VPC only where the groups admit nobody at all.",
    "Add an inbound rule for these ranges, or a prefix list; where the service has another port than 443, write it in the endpoint's ports.",
  ),
  SecurityGroupNotJudged: note(
    "The endpoint's security groups admit other groups or prefix lists at one of its ports, whose members are not looked up, and no range that contains the client VPC. Read as for `SecurityGroupCloses`.",
    "See whether the clients are among them; or add an inbound rule for these ranges.",
  ),

  PathBlocked: {
    kinds: ["withheld", "note"],
    meaning:
      "Packets from a spoke do not get to the endpoint and back, from none of its client subnets: a route, peering, attachment, network ACL or security group that was read stops them. Names that are missing wait; those that the spoke has it keeps (a note, and the condition PathBlocked).",
    todo: "Change what is named. If packets do get there, in a way that is not looked at, set pathCheck: report of the spoke.",
  },
  RepointBlocked: {
    kinds: ["withheld"],
    meaning:
      "A name is to lead to another endpoint, and from a client subnet of a spoke packets get to the one where it leads, but not to the new one. A zone has one answer for all who are in it: it stays as it is, and nobody joins the endpoint's zones meanwhile.",
    todo: "Let packets get to the new endpoint, or take the change back. If packets do get there, in a way that is not looked at, set pathCheck: report of the spoke.",
  },
  PathPartial: {
    kinds: ["note", "withheld"],
    meaning:
      "Packets from some client subnets, or to some of the endpoint's addresses, get there and back, and others do not. Withheld with pathCheck: require.",
    todo: "Change what is named; subnets whose workloads need no names are left out by clientSubnets of the spoke.",
  },
  PathUnknown: {
    kinds: ["note", "withheld"],
    meaning:
      "Something on the way hides what is behind it: a NAT or virtual private gateway, an appliance, a core network, a group by reference. Withheld with pathCheck: require.",
    todo: "Connect from that subnet to see; if packets get there, pathCheck: off of the spoke says no more of it.",
  },
  PathNotChecked: note(
    "A read of the network was denied or is not offered, or nobody says who owns a transit gateway, so whether packets get to the hub and back is not known. Names are shared all the same, unless pathCheck is require.",
    "Allow the reads of the path in docs/iam.md, or name the gateway in the hub's network.transitGateway; or set pathCheck: off.",
  ),

  // whom hosts ask
  CustomResolver: joining(
    note(
      "The DHCP options of a spoke's VPC name DNS servers other than AmazonProvidedDNS, or none. Hosts there ask those: zones and rules are answered by the VPC's own resolver, and who does not ask it, straight or through a forwarder, goes on getting public addresses.",
      "Have those servers forward the names to the resolver of a VPC that has them, or let the VPC's DHCP options name AmazonProvidedDNS.",
    ),
  ),
  CustomResolverNotChecked: joining(
    note(
      "Which DNS servers hosts of a spoke's VPC are told to ask could not be read. Names are shared all the same.",
      "Allow ec2:DescribeDhcpOptions to the spoke's role (docs/iam.md).",
    ),
  ),

  // Resolver rules
  ResolverNotRead: unknown(
    "The Resolver endpoints and rules of a hub with rule-mode spokes could not be read.",
    "Allow the hub's role the reads of Resolver.",
  ),
  ResolverNotThere: withheld(
    "The hub's account has no such Resolver endpoint, or it is of the other direction.",
    "Correct spec.resolver of the hub.",
  ),
  ResolverNotReady: withheld(
    "A Resolver endpoint is not OPERATIONAL, does not speak Do53, or none of its addresses is ATTACHED.",
    "Wait until it is, or mend it.",
  ),
  NoCommonFamily: withheld(
    "One of the two Resolver endpoints has only IPv4 addresses, the other only IPv6 ones: no rule can lead from one to the other.",
    "Name endpoints of one family in spec.resolver, or make the IPv4 one DUALSTACK.",
  ),
  ResolverSubnets: withheld(
    "A subnet that a Resolver endpoint is to have an address in is not there, or in another VPC than the others, or the subnets could not be read.",
    "Correct spec.resolver of the hub, or allow ec2:DescribeSubnets.",
  ),
  ResolverQuota: withheld(
    "The account would have more Resolver endpoints in the Region than its quota.",
    "Raise the quota, then quotas.resolverEndpoints of the hub.",
  ),
  ResolverOneZone: note(
    "All addresses of a Resolver endpoint that documents have made are in one Availability Zone.",
    "Name subnets of at least two.",
  ),
  ResolverMoves: withheld(
    "A Resolver endpoint, or some of its addresses, give way to others by overlap: what goes waits until no rule uses it, and nobody new is given a rule that was moved already.",
    "Run again; see what keeps rules there. The daemon goes on by itself.",
  ),
  ResolverOtherVpc: withheld(
    "Documents want the inbound Resolver endpoint in another VPC, which is not seen yet to answer as well as the one that rules lead to.",
    "Usually nothing: it joins the zones first. What else is told, mend, or name the old endpoint again.",
  ),
  FixedAddress: withheld(
    "A Resolver endpoint has to be replaced, and an ip that is written for it cannot be in two places.",
    "Write another ip for that subnet, or none.",
  ),
  ResolverInUse: withheld(
    "Documents no longer want a Resolver endpoint that we made, or an address of it, and somebody else's rule, or another Hub document, uses it.",
    "Change that rule or document.",
  ),
  UnknownForwarders: withheld(
    "An inbound Resolver endpoint, an address of it, or the zones of its VPC are to go: who forwards to it from outside AWS cannot be seen.",
    "If that is meant, name the plan's digest (`--allow-removals`, or the hub's annotation).",
  ),
  HopBlocked: {
    kinds: ["withheld", "note"],
    meaning:
      "DNS queries do not get from the hub's outbound Resolver endpoint to the inbound one and back, from none of its addresses, by UDP or by TCP: a route, peering, attachment, network ACL or security group that was read stops them. Spokes that lack a rule wait; those that have one keep it (a note, and the condition PathBlocked). Read as for `PathBlocked`.",
    todo: "Change what is named: both endpoints need UDP and TCP 53 between them, and the way back.",
  },
  HopPartial: note(
    "Some addresses of the outbound Resolver endpoint do not get to some of the inbound one's, or get no answer back: queries are sent again to others, and answers take longer.",
    "Change what is named.",
  ),
  ViewNotReady: withheld(
    "The inbound endpoint's VPC, whose answers rules hand over, does not answer a name privately.",
    "See what keeps that VPC out of the name's zone; run again when it is in.",
  ),
  ViewForwards: withheld(
    "The inbound endpoint's VPC sends the name on by a Resolver rule of its own.",
    "Disassociate that rule from it, or name another inbound endpoint.",
  ),
  ViewIsClient: withheld(
    "A rule-mode spoke is the inbound endpoint's VPC: its queries would come back to itself.",
    "Give that spoke mode phz-association.",
  ),
  SharingNotRead: withheld(
    "The hub account's resource shares could not be read, or the named one is not there.",
    "Allow the reads of RAM, or correct sharing.share.",
  ),
  SharingFailed: withheld(
    "RAM could not share the rules with an account, a unit or the organization.",
    "Enable sharing in the organization, or correct sharing.",
  ),
  FirstUse: withheld(
    "No spoke, or only one for a short while, has been served by the hub's rules: the others wait for that.",
    "Look at the names in the first spoke; then run again. The daemon goes on by itself.",
  ),
  AssociationFailed: withheld(
    "A rule's association is neither being made nor COMPLETE: AWS gave it up, or something overrides it. It counts neither as served nor as absent.",
    "See what AWS says of it; or disassociate it, and it is made again.",
  ),
  NotCarvedOut: withheld(
    "Documents keep a name from the Region's rule, and the association of its SYSTEM rule is FAILED, OVERRIDDEN or going. The Region's rule is not associated either.",
    "See what is said of that name in the spoke; then run again. The daemon goes on by itself.",
  ),
  OwnEndpointKept: note(
    "A rule-mode spoke's own endpoint answers the name, and is left to.",
    "Nothing; or delete that endpoint, and the rule follows; or let the rule win by `redundantEndpoints: bypass`.",
  ),
  OwnEndpointStays: withheld(
    "Names are to leave a spoke's own endpoint, and something that is said speaks against it: they are left to it.",
    "Mend what is said; or `redundantEndpoints: keep`.",
  ),
  OwnEndpointWaits: withheld(
    "A spoke's own endpoint is to have private DNS on again, which AWS refuses beside a zone: it waits until rules of the hub answer there and the VPC has left its zones.",
    "Run again; the daemon goes on by itself. Where rules cannot answer meanwhile, `rules: per-endpoint` in the hub and Resolver endpoints of the VPC's Region.",
  ),
  OwnEndpointsNotRead: {
    kinds: ["unknown", "withheld"],
    meaning:
      "The own endpoints of a spoke's VPC could not be listed: nothing becomes of them, and no rule leaves that may serve the names of one.",
    todo: "Allow the spoke's role the reads of docs/iam.md; then run again.",
  },
  OwnEndpointGap: open(
    "A spoke's own endpoint is handed over to zones, or comes back, and no rules can stand in: for some minutes its names resolve publicly in that VPC, which its document accepts by `allowGap`.",
    "Nothing: the VPC's joining, or the switch, goes ahead of everything else.",
  ),
  OwnEndpointExempt: note(
    "Names are to leave a spoke's own endpoint that is not its team's to give up: a service of AWS or a stack made it, a document or a claim names it, or its service is one of another Region.",
    "Nothing; or let its maker delete it.",
  ),
  OwnEndpointLingers: note(
    "A spoke's own endpoint has its private DNS off since its names were handed over to the hub. When it has lingered, it is deleted, where there is a table to keep its definition on.",
    "Nothing; or `redundantEndpoints: keep`, and it is switched on again.",
  ),
  SourceChangeNotAccepted: withheld(
    "Names are to leave a spoke's own endpoint for the hub's: callers come by another endpoint and VPC, and policies that name `aws:SourceVpce` or `aws:SourceVpc` may refuse them.",
    "Look through those policies; then `acceptSourceChange: true` of the spoke.",
  ),
  SourceChanges: joining(
    note(
      "A VPC that has an endpoint of its own for the name gets it by the hub's: policies that name `aws:SourceVpce` or `aws:SourceVpc` see another one.",
      "Nothing, where those policies know the hub's endpoint.",
    ),
  ),
  ResolverCapacity: joining(
    note(
      "How many addresses answer for the hub's rules, and how much they take.",
      "Nothing; add addresses to the inbound endpoint where that is too little.",
    ),
  ),
  HopUnread: joining(
    note(
      "What between the two Resolver endpoints may stop queries could not be judged: a read was denied, or something on the way hides what is behind it.",
      "Allow the reads of the path in docs/iam.md; and look in the first spoke that its names are answered.",
    ),
  ),
  RegionalMoves: joining(
    note(
      "Names that the Region's rule moves to the view VPC's answers, although nobody shares them.",
      "Nothing, or write those that should stay in regional.except.",
    ),
  ),
  NotServedBelow: joining(
    note(
      "Zones, rules or endpoints of the VPC answer longer names by themselves.",
      "Nothing, or take the VPC out of them.",
    ),
  ),
  SelfService: note(
    "Somebody else associated a VPC with one of our rules: it stays, and counts as a client.",
    "Nothing; or write a Spoke for it.",
  ),
  SwitchWaits: withheld(
    "A VPC changes from zones to rules, or back, or from one kind of rules to the other, and keeps what serves it until the new is seen to answer.",
    "See what is said of what is to answer instead; then run again. The daemon goes on by itself.",
  ),
  NextWave: withheld(
    "A fifth of a hub's spokes change from zones to rules, or back, at a time; the others wait until these are served.",
    "Run again when this wave is served. The daemon goes on by itself.",
  ),
  KeptFromRule: withheld(
    "A VPC of mode `resolver-rule` stays in the zone of a shared name, for `regional.except` keeps that name from the Region's rule. Nothing changes by itself.",
    "Take the name out of `regional.except`, and the rule answers it; or give the spoke mode phz-association.",
  ),
  ZoneStaysBehind: joining(
    note(
      "A VPC gets a rule of the name of an adopted zone that others put it in: it stays there, and the rule answers.",
      "Nothing; or set `takeOwnership` on the endpoint, and it leaves.",
    ),
  ),
  SwitchNotAvailable: withheld(
    "A spoke is to have the rules of another hub, and a VPC takes one rule of a name.",
    "Give it mode phz-association first, and resolver-rule again when zones serve it.",
  ),
  ServesRules: withheld(
    "A zone that no document wants answers in the view VPC what a Resolver rule hands over, and that rule is still associated.",
    "Run again when its associations are gone; see what keeps them.",
  ),
  UnknownConsumers: withheld(
    "A rule that no document wants is shared with accounts that were not looked into.",
    "If that is meant, name the plan's digest (`--allow-removals`, or the hub's annotation).",
  ),
  ConsumersNotRead: withheld(
    "A rule that no document wants is shared with a spoke's account whose associations could not be read: out of the share they would end unseen.",
    "Allow the spoke's role the reads of docs/iam.md; then run again.",
  ),
  RuleLeavesShare: withheld(
    "A rule that no document wants is taken out of the resource share, and is not read to be out of it yet.",
    "Run again: it is deleted then.",
  ),
} as const satisfies Record<string, ReasonMeaning>;

export type Reason = keyof typeof REASONS;
