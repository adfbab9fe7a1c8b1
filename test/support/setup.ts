import { afterEach } from "vitest";
import { judgeCalls } from "./iam/suite.ts";

// A test runner started without npm may find an older Node first: types would still be stripped, behaviour would differ.
if (Number.parseInt(process.versions.node, 10) < 24)
  throw new Error(`tests need Node 24 or newer, this is ${process.version}: run them with \`npm test\``);

afterEach(judgeCalls);
