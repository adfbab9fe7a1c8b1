import { ec2Arn } from "./ec2/shared.ts";
import type { Estate } from "./estate.ts";
import { createOrganization, moveAccount, type Organization, organizationArn } from "./organization.ts";
import { putInto, wantedIn } from "./ram/associate.ts";
import { addShare } from "./ram/shares.ts";
import { type Problems, Unfit } from "./world-problems.ts";
import type { OrganizationSpec, OuSpec, ShareSpec } from "./world-sharing-schema.ts";

type Path = readonly (string | number)[];

/** The tree of the file's organization. Every account has one place in it. */
export function loadOrganization(estate: Estate, spec: OrganizationSpec, problems: Problems): void {
  const now = estate.surroundings.clock.now();
  const { id, management: managementAccount, sharing } = spec;
  const organization = createOrganization({ id, managementAccount, sharing }, now);
  const join = (account: string, to: string, path: Path) =>
    problems.attempt(path, () => {
      if (organization.stays.has(account)) throw new Unfit(`account ${account} is in the organization twice`);
      moveAccount(organization, account, { to }, now);
    });
  const load = (place: Pick<OuSpec, "accounts" | "ous">, to: string, path: Path) => {
    for (const [index, account] of place.accounts.entries()) join(account, to, [...path, "accounts", index]);
    for (const [index, ou] of place.ous.entries()) {
      const below = [...path, "ous", index];
      problems.attempt([...below, "id"], () => addUnit(organization, ou.id, to));
      load(ou, ou.id, below);
    }
  };
  load(spec, "root", ["organization"]);
  estate.organization = organization;
}

function addUnit({ units }: Organization, id: string, above: string): void {
  if (units.has(id)) throw new Unfit(`the id ${id} is there twice`);
  units.set(id, above === "root" ? undefined : above);
}

/** A share that has been there for long: its associations are done, and everybody has seen them. */
export function loadShare(
  estate: Estate,
  account: string,
  spec: ShareSpec,
  path: Path,
  problems: Problems,
): void {
  const { region, resources, invited } = spec;
  const now = estate.surroundings.clock.now();
  const call = { account, region, principalArn: "", input: {} };
  const principals = spec.principals.map((principal) => fullName(estate, principal, region));
  problems.attempt(path, () => {
    const { share, wanted } = addShare(
      estate,
      {
        name: spec.name,
        resourceArns: resources.map((id) => resourceArn(estate, id, account)),
        principals,
        tags: Object.entries(spec.tags).map(([key, value]) => ({ key, value })),
        allowExternalPrincipals: spec.allowExternalPrincipals,
        resourceShareConfiguration: {
          retainSharingOnAccountLeaveOrganization: spec.retainSharingOnAccountLeaveOrganization,
        },
      },
      call,
      spec.id,
    );
    putInto(estate, share, wanted, { asked: now, status: now, ram: now, service: now });
    putInto(estate, share, wantedIn(estate, share, { principals: invited }, call));
    for (const [principal, failed] of Object.entries(spec.failed)) {
      const entity = fullName(estate, principal, region);
      const never = { begins: undefined, ends: undefined, external: false };
      share.associations.set(entity, [{ type: "PRINCIPAL", entity, createdAt: now, failed, ...never }]);
    }
  });
}

function resourceArn(estate: Estate, id: string, account: string): string {
  const { transit, prefixLists } = estate.network;
  const rule = estate.resolver.rules.get(id);
  if (rule?.account === account) return rule.arn;
  const gateway = transit.gateways.get(id);
  if (gateway?.account === account) return gateway.arn;
  const list = prefixLists.get(id);
  if (list?.account === account) return ec2Arn(estate, "prefix-list", list);
  throw new Unfit(`there is no Resolver rule, transit gateway or prefix list ${id} in account ${account}`);
}

/** The ARN of an OU or of the organization, where its id is given. */
function fullName({ organization, surroundings }: Estate, principal: string, region: string): string {
  const partition = surroundings.partition(region);
  if (!organization || !/^ou?-/.test(principal)) return principal;
  const unit = principal === organization.id ? undefined : principal;
  return organizationArn(organization, partition, unit);
}
