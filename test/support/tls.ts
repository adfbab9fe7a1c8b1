import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate authority of our own: where its certificate is, and a server's key and certificate by it. */
export type Certificates = {
  readonly dir: string;
  readonly caFile: string;
  readonly key: string;
  readonly cert: string;
};

/** Undefined where there is no openssl. */
export function makeCertificates(subjects: string): Certificates | undefined {
  const dir = mkdtempSync(join(tmpdir(), "vpce-operator-tls-"));
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    openssl(
      "req",
      "-x509",
      ...newKey,
      "-days",
      "2",
      "-subj",
      "/CN=our own CA",
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
    );
    openssl("req", ...newKey, "-subj", "/CN=aws", "-keyout", "key.pem", "-out", "request.pem");
    writeFileSync(at("san"), `subjectAltName=${subjects}\n`);
    const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "san"];
    openssl("x509", "-req", "-in", "request.pem", ...by, "-out", "cert.pem");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const read = (name: string) => readFileSync(at(name), "utf8");
  return { dir, caFile: at("ca.pem"), key: read("key.pem"), cert: read("cert.pem") };
}
