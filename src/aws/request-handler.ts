/** The part of the SDK's HTTP handler that the clients need. Bodies are byte arrays or Node streams. */
export type RequestHandler = {
  // biome-ignore lint/suspicious/noExplicitAny: two generations of the SDK name these types differently
  handle(request: any, options?: any): Promise<{ response: any }>;
  destroy?(): void;
};
