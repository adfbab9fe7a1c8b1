/** What the gateway and the services of the simulated cloud agree on. */

export type Json = { [key: string]: unknown };

/** Time as the simulator sees it: epoch milliseconds. A virtual clock in tests, the machine's in `simulate`. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

/** One parsed API call: who (after the credentials were resolved), where (the signing Region), what. */
export type Call = { account: string; region: string; principalArn: string; input: Json };

/** An operation: takes the members of the SDK's input shape, answers those of its output shape, or throws AwsError. */
export type Handler = (call: Call) => Json;

/** Operation name, as in the SDK (`CreateHostedZone`) → its handler. What is not in the table answers 501. */
export type Service = { readonly [operation: string]: Handler };

/** An error as AWS answers it: code, HTTP status, message, and further members of a modelled error (JSON protocols). */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly extra: Json;
  constructor(code: string, message: string, status = 400, extra: Json = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** What a service needs from its surroundings. `hex(17)` makes repeatable hex digits for ids such as `vpc-0f3a…`. */
export type Surroundings = {
  clock: Clock;
  random: () => number;
  hex: (digits: number) => string;
  /** Partition of a Region: aws, aws-cn, aws-us-gov. */
  partition: (region: string) => string;
};
