import { AwsError, type Json } from "../service.ts";
import { readForm } from "./form.ts";
import { readJson, writeJson } from "./json.ts";
import { firstMissing } from "./required.ts";
import { restRouter } from "./rest.ts";
import { type Operation, operationNamed, operationsOf } from "./schema.ts";
import type { Routed, Wire, WireReply, WireRequest } from "./wire.ts";
import { escapeXml, parseXml, readXml, writeMembers } from "./xml.ts";

/** REST with XML bodies (Route 53). Required members that are missing: `InvalidInput`. */
export function restXml(module: object, xmlns: string): Wire {
  const route = restRouter(operationsOf(module), (shape, body) => readXml(shape, parseXml(body)) as Json);
  return {
    route: (request) => checked(route(request), (name) => new AwsError("InvalidInput", notNull(name))),
    reply(operation, output, id) {
      const shape = operation.output();
      const headers: { [name: string]: string } = { "x-amzn-requestid": id };
      for (const [name, member] of shape.members) {
        const header = member.traits.httpHeader as string | undefined;
        if (header && output[name] != null) headers[header.toLowerCase()] = String(output[name]);
      }
      const body = `<${shape.name} xmlns="${xmlns}">${writeMembers(shape, output)}</${shape.name}>`;
      return xmlReply(operation.status, body, headers);
    },
    error: (error, id) => senderError(error, xmlns, id),
  };
}

/** Query requests, XML answers in `XResult` (STS). Required members that are missing: `ValidationError`. */
export function query(module: object, xmlns: string): Wire {
  return {
    route: (request) =>
      checked(routeForm(module, request, "query"), (name) => new AwsError("ValidationError", notNull(name))),
    reply({ name, output }, value, id) {
      const result = `<${name}Result>${writeMembers(output(), value)}</${name}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata>`;
      const body = `<${name}Response xmlns="${xmlns}">${result}${metadata}</${name}Response>`;
      return xmlReply(200, body, { "x-amzn-requestid": id });
    },
    error: (error, id) => senderError(error, xmlns, id),
  };
}

/** EC2's own dialect of query. Required members that are missing: `MissingParameter`. */
export function ec2Query(module: object, xmlns: string): Wire {
  const missing = (name: string) =>
    new AwsError("MissingParameter", `The request must contain the parameter ${name}`);
  return {
    route: (request) => checked(routeForm(module, request, "ec2"), missing),
    reply({ name, output }, value, id) {
      const members = `<requestId>${id}</requestId>${writeMembers(output(), value)}`;
      const body = `<${name}Response xmlns="${xmlns}">${members}</${name}Response>`;
      return xmlReply(200, body, { "x-amzn-requestid": id });
    },
    error({ code, message, status }, id) {
      const error = `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
      const body = `<Response><Errors>${error}</Errors><RequestID>${id}</RequestID></Response>`;
      return xmlReply(status, body, { "x-amzn-requestid": id });
    },
  };
}

/** REST with JSON bodies (RAM). Required members that are missing: `ValidationException`. */
export function restJson(module: object): Wire {
  const route = restRouter(operationsOf(module), (shape, body) => readJson(shape, JSON.parse(body)) as Json);
  const type = "application/json";
  return {
    route: (request) => checked(route(request), validationException),
    reply: (operation, output, id) => jsonReply(operation.status, output, type, id),
    error({ status, message, code, extra }, id) {
      const reply = jsonReply(status, { message, ...extra }, type, id);
      return { ...reply, headers: { ...reply.headers, "x-amzn-errortype": code } };
    },
  };
}

/**
 * AWS JSON 1.0 (DynamoDB) and 1.1 (Resolver). A client of before 2025 exports no schemas: without a module the
 * operation is taken from the target as it comes, and JSON passes through unread.
 */
export function awsJson(version: "1.0" | "1.1", module?: object): Wire {
  const type = `application/x-amz-json-${version}`;
  return {
    route({ headers, body }) {
      const name = headers["x-amz-target"]?.split(".").at(-1) ?? "";
      const json = () => JSON.parse(body || "{}") as Json;
      if (!module) return { operation: schemaless(name), input: json };
      const operation = operationNamed(module, name);
      if (!operation) throw new AwsError("UnknownOperationException", `Unknown operation ${name}`);
      const input = () => readJson(operation.input(), json()) as Json;
      return checked({ operation, input }, validationException);
    },
    reply: (_operation, output, id) => jsonReply(200, output, type, id),
    error: ({ status, code, message, extra }, id) =>
      jsonReply(status, { __type: code, message, ...extra }, type, id),
  };
}

function routeForm(module: object, { body }: WireRequest, dialect: "query" | "ec2"): Routed {
  const form = new URLSearchParams(body);
  const action = form.get("Action") ?? "";
  const operation = operationNamed(module, action);
  if (!operation) {
    throw new AwsError("InvalidAction", `The action ${action} is not valid for this web service.`);
  }
  return { operation, input: () => readForm(operation.input(), form, dialect) };
}

function checked({ operation, input }: Routed, missing: (name: string) => AwsError): Routed {
  return {
    operation,
    input() {
      const value = input();
      const name = firstMissing(operation.input(), value);
      if (name) throw missing(name);
      return value;
    },
  };
}

const notNull = (name: string) =>
  `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`;
const validationException = (name: string) => new AwsError("ValidationException", notNull(name));

function schemaless(name: string): Operation {
  const unit = () => ({ kind: "unit", name: "", traits: {}, type: 0, members: [], required: 0 }) as never;
  return {
    name,
    method: "POST",
    status: 200,
    path: /^\/$/,
    labels: [],
    fixed: [],
    input: unit,
    output: unit,
  };
}

function senderError({ code, message, status }: AwsError, xmlns: string, id: string): WireReply {
  const type = status < 500 ? "Sender" : "Receiver";
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  const body = `<ErrorResponse xmlns="${xmlns}">${error}<RequestId>${id}</RequestId></ErrorResponse>`;
  return xmlReply(status, body, { "x-amzn-requestid": id });
}

function xmlReply(statusCode: number, xml: string, headers: { [name: string]: string }): WireReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
  return { statusCode, headers: { "content-type": "text/xml", ...headers }, body };
}

function jsonReply(statusCode: number, value: Json, type: string, id: string): WireReply {
  return { statusCode, headers: { "content-type": type, "x-amzn-requestid": id }, body: writeJson(value) };
}
