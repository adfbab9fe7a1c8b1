import { validation } from "./errors.ts";

export type Token = { text: string; kind: "name" | "placeholder" | "value" | "sign" };

/** `#name`, `:value`, plain words, and signs. */
function tokensOf(expression: string, where: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:(#[\w-]+)|(:[\w-]+)|([A-Za-z_]\w*)|(<>|<=|>=|[=<>(),.[\]+-]|\d+))/y;
  while (pattern.lastIndex < expression.trimEnd().length) {
    const from = pattern.lastIndex;
    const match = pattern.exec(expression);
    if (!match)
      throw validation(`Invalid ${where}: Syntax error; token: "${expression.slice(from, from + 1)}"`);
    const [, placeholder, value, name, sign] = match;
    if (placeholder) tokens.push({ text: placeholder, kind: "placeholder" });
    else if (value) tokens.push({ text: value, kind: "value" });
    else if (name) tokens.push({ text: name, kind: "name" });
    else tokens.push({ text: sign ?? "", kind: "sign" });
  }
  return tokens;
}

export type Placeholders = {
  readonly names: { readonly [name: string]: string };
  readonly values: { readonly [name: string]: unknown };
};

/** Reads the tokens of one expression from left to right, and notes which placeholders it used. */
export class Reader {
  readonly where: string;
  readonly used = new Set<string>();
  readonly #tokens: Token[];
  readonly #given: Placeholders;
  #at = 0;

  constructor(expression: string, where: string, given: Placeholders) {
    this.where = where;
    this.#given = given;
    this.#tokens = tokensOf(expression, where);
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "name" && token.text.toUpperCase() === word;
  }

  /** Goes on when the next token is that one. */
  takes(text: string): boolean {
    const token = this.peek();
    const isIt = token?.kind === "sign" ? token.text === text : this.isWord(text);
    if (isIt) this.#at++;
    return isIt;
  }

  expect(text: string): void {
    if (!this.takes(text)) throw this.wrong();
  }

  next(): Token {
    const token = this.peek();
    if (!token) throw this.wrong();
    this.#at++;
    return token;
  }

  /** The attribute that the next token names. Reserved words are AWS's own list, which is not here. */
  name(): string {
    const { kind, text } = this.next();
    if (kind === "name") return text;
    if (kind !== "placeholder") throw this.wrong(text);
    this.used.add(text);
    const name = this.#given.names[text];
    if (name === undefined)
      throw validation(
        `Invalid ${this.where}: An expression attribute name used in the document path is not defined; attribute name: ${text}`,
      );
    return name;
  }

  value<T>(): T {
    const { kind, text } = this.next();
    if (kind !== "value") throw this.wrong(text);
    this.used.add(text);
    if (this.#given.values[text] === undefined)
      throw validation(
        `Invalid ${this.where}: An expression attribute value used in expression is not defined; attribute value: ${text}`,
      );
    return this.#given.values[text] as T;
  }

  end(): void {
    if (this.peek()) throw this.wrong(this.peek()?.text);
  }

  wrong(token = this.peek()?.text ?? "<EOF>"): Error {
    return validation(`Invalid ${this.where}: Syntax error; token: "${token}"`);
  }
}
