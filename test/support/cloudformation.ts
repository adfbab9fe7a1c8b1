import { readFileSync } from "node:fs";
import { type CollectionTag, parse, type ScalarTag, YAMLMap, type YAMLSeq } from "yaml";

/** What a template makes of parameters, as far as ours use its functions; anything else throws. */
export type Stack = {
  /** Without those whose condition is false; functions resolved. */
  readonly resources: Readonly<Record<string, Resource>>;
};
type Resource = { readonly Type: string; readonly Properties: Properties };
// biome-ignore lint/suspicious/noExplicitAny: whatever the template says
export type Properties = { readonly [name: string]: any };

export type Given = {
  readonly account: string;
  readonly region: string;
  readonly name?: string;
  readonly parameters?: Readonly<Record<string, string>>;
};

/** `Ref`s of resources are their logical ids, attributes `Id.Name`. Throws for a parameter without a value. */
export function stackOf(file: URL, given: Given): Stack {
  const template = parse(readFileSync(file, "utf8"), { customTags: TAGS }) as Properties;
  const context = contextOf(template, given);
  const resources: Record<string, Resource> = {};
  for (const [id, resource] of Object.entries<Properties>(template.Resources)) {
    if (id.startsWith("Fn::ForEach")) continue;
    if (resource.Condition && !context.condition(resource.Condition)) continue;
    resources[id] = { Type: resource.Type, Properties: resolve(resource.Properties, context) as Properties };
  }
  return { resources };
}

type Context = {
  readonly value: (name: string) => unknown;
  readonly condition: (name: string) => boolean;
};

function contextOf({ Parameters, Conditions = {}, Resources }: Properties, given: Given): Context {
  const pseudo: Readonly<Record<string, unknown>> = {
    "AWS::AccountId": given.account,
    "AWS::Region": given.region,
    "AWS::Partition": "aws",
    "AWS::StackName": given.name ?? "vpce-operator",
    "AWS::NoValue": undefined,
  };
  const context: Context = {
    value(name) {
      if (name in pseudo) return pseudo[name];
      if (!(name in Parameters)) {
        if ((name.split(".")[0] as string) in Resources) return name;
        throw new Error(`nothing is called ${name}`);
      }
      const text = given.parameters?.[name] ?? Parameters[name].Default;
      if (text === undefined) throw new Error(`the parameter ${name} has no value`);
      return /List/.test(Parameters[name].Type) ? text.split(",") : text;
    },
    condition: (name) => resolve(Conditions[name], context) === true,
  };
  return context;
}

function resolve(node: unknown, context: Context): unknown {
  if (Array.isArray(node))
    return node.map((item) => resolve(item, context)).filter((item) => item !== undefined);
  if (typeof node !== "object" || node === null) return node;
  const [[name, given] = [], ...others] = Object.entries(node);
  const known = name !== undefined && others.length === 0 ? FUNCTIONS[name] : undefined;
  if (known) return known(given, context);
  const entries = Object.entries(node).map(([key, value]) => [key, resolve(value, context)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

// biome-ignore lint/suspicious/noExplicitAny: each function knows what it is given
const FUNCTIONS: Readonly<Record<string, (given: any, context: Context) => unknown>> = {
  Ref: (name, { value }) => value(name),
  Condition: (name, { condition }) => condition(name),
  "Fn::GetAtt": (name, { value }) => value(name),
  "Fn::Sub": (text: string, { value }) => text.replaceAll(/\$\{([^}]+)\}/g, (_, name) => String(value(name))),
  "Fn::Join": ([by, list], context) => (resolve(list, context) as string[]).join(by),
  "Fn::Split": ([by, text], context) => String(resolve(text, context)).split(by),
  "Fn::Equals": ([left, right], context) => resolve(left, context) === resolve(right, context),
  "Fn::Not": ([other], context) => resolve(other, context) !== true,
  "Fn::Or": (all: unknown[], context) => all.some((one) => resolve(one, context) === true),
  "Fn::If": ([name, then, otherwise], context) =>
    resolve(context.condition(name) ? then : otherwise, context),
};

const TAGS: (ScalarTag | CollectionTag)[] = Object.keys(FUNCTIONS).flatMap((name) => {
  const tag = `!${name.replace("Fn::", "")}`;
  return [
    { tag, resolve: (text: string) => ({ [name]: text }) },
    { tag, collection: "seq", resolve: (seq) => mapOf(name, seq as YAMLSeq) },
  ] satisfies (ScalarTag | CollectionTag)[];
});

function mapOf(name: string, seq: YAMLSeq): YAMLMap {
  const map = new YAMLMap();
  map.set(name, seq);
  return map;
}
