import { AwsError } from "../service.ts";

/** `code` is AWS's, as `InvalidVpcID.NotFound`; `kind` is the word that its message uses. */
export const notFound = (code: string, kind: string, id: string): AwsError =>
  new AwsError(code, `The ${kind} '${id}' does not exist`);

export const missing = (parameter: string): AwsError =>
  new AwsError("MissingParameter", `The request must contain the parameter ${parameter}`);

export const invalid = (message: string): AwsError => new AwsError("InvalidParameter", message);

export const invalidValue = (message: string): AwsError => new AwsError("InvalidParameterValue", message);

/** Two parameters that exclude each other. */
export const invalidTogether = (one: string, other: string): AwsError =>
  new AwsError(
    "InvalidParameterCombination",
    `The parameter '${one}' may not be used in combination with '${other}'`,
  );
