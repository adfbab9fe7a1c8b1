import * as z from "zod";
import { always, documentName, label, labelKey, labels } from "./fields.ts";

const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/** A requirement of Kubernetes' label selectors: `In` and `NotIn` need values, the others take none. */
const expression = z
  .strictObject({
    key: labelKey.describe("Key of a label."),
    operator: z
      .enum(OPERATORS)
      .describe("`NotIn` and `DoesNotExist` match documents without the label, too."),
    values: z.array(label).optional().describe("With `In` and `NotIn`: the values, any of them."),
  })
  .refine(({ operator, values = [] }) => operator.endsWith("In") === values.length > 0, {
    error: "must have values with In and NotIn, and none with Exists and DoesNotExist",
    when: ({ value }) => OPERATORS.includes(Object(value).operator),
  });

const matchLabels = labels
  .refine((given) => Object.keys(given).length > 0, "must have at least one label")
  .optional();

const matchExpressions = z.array(expression).min(1, "must have at least one expression").optional();

const hasSelector = (given: object) =>
  Object.hasOwn(given, "matchLabels") || Object.hasOwn(given, "matchExpressions");

/** Kubernetes' label selector: what has all the labels and meets all the expressions. */
export const selector = z
  .strictObject({
    matchLabels: matchLabels.describe("Documents that have all these labels."),
    matchExpressions: matchExpressions.describe("Documents that meet all these conditions."),
  })
  .refine(hasSelector, { error: "must have matchLabels or matchExpressions", when: always })
  .meta({ minProperties: 1 });

export const ENDPOINTS_SHAPE =
  "must be all, none, { names: […] }, { matchLabels: {…} }, { matchExpressions: […] } or { except: […] }";

/** The endpoints of a hub that a spoke shares. */
export const endpointChoice = z.union(
  [
    z.literal("all"),
    z
      .strictObject({
        names: z
          .array(documentName)
          .min(
            1,
            "must name at least one endpoint; to pause a spoke use suspend, to remove it delete its document",
          )
          .optional()
          .describe("Endpoint documents by name; the name of a document with `services` means all of them."),
        matchLabels: matchLabels.describe("Endpoint documents that have all these labels."),
        matchExpressions: matchExpressions.describe(
          "Endpoint documents that meet all these conditions, as in Kubernetes.",
        ),
        except: z
          .union(
            [z.array(documentName).min(1, "must name at least one endpoint"), selector],
            "must be a list of names or { matchLabels: {…} }",
          )
          .optional()
          .describe(
            "Endpoint documents to leave out, by name or labels: of all, or of those that the labels above chose.",
          ),
      })
      .refine((given) => Object.keys(given).length > 0, {
        error: "must have names, matchLabels, matchExpressions or except",
        when: always,
      })
      .refine((given) => !Object.hasOwn(given, "names") || Object.keys(given).length === 1, {
        error: "has names beside another choice; names stand alone",
        when: always,
      })
      .meta({
        minProperties: 1,
        oneOf: [{ required: ["names"], maxProperties: 1 }, { not: { required: ["names"] } }],
      }),
  ],
  ENDPOINTS_SHAPE,
);
