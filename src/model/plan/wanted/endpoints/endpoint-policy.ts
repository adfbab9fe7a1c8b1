/** AWS's default: one statement that allows everything to everybody. Any other element would narrow it. */
export function isDefaultPolicy(text: string): boolean {
  const { Statement } = Object(parsed(text)) as { Statement?: unknown };
  const [only, ...others] = [Statement].flat();
  const { Sid: _sid, Effect, Principal = "*", Action, Resource, ...narrowing } = Object(only);
  return (
    others.length === 0 &&
    Object.keys(narrowing).length === 0 &&
    Effect === "Allow" &&
    Action === "*" &&
    Resource === "*" &&
    ['"*"', '{"AWS":"*"}', '{"AWS":["*"]}'].includes(JSON.stringify(Principal))
  );
}

/** What is no JSON stays text, and equals no policy of a document. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function canonical(text: string): string {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([k, v]) => [k, ordered(v)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(ordered(parsed(text)));
}

/** Whether two texts say the same, whatever their layout. */
export function isSamePolicy(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}
