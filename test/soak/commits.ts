import type { Relation } from "../../src/model/source/commit.ts";
import type { Source } from "../../src/operator/sources/source.ts";
import type { Files } from "../support/stage.ts";

const PLACE = { url: "https://git.example/x", ref: "main", path: "." };
const BROKEN = { path: "broken.yaml", text: "kind: [" };

type Made = { readonly id: string; readonly parent: Made | undefined; readonly files: Files };

/** A branch as people treat it: grown, broken, set back, rewritten. */
export type Branch = {
  readonly source: Source;
  /** The head's id. */
  head(): string;
  commit(files: Files): void;
  /** Documents that nobody can read, on top of what stands there. */
  spoil(): void;
  /** The documents of an earlier commit, as a new one. */
  revert(random: () => number): void;
  /** Takes the head's place, so that it does not descend from it. */
  rewrite(files: Files): void;
  /** The head is its parent again, as with a replica that lags behind. */
  setBack(): void;
  made(): number;
};

export function branch(files: Files): Branch {
  const all: Made[] = [];
  const add = (documents: Files, parent: Made | undefined): Made => {
    const made = { id: (all.length + 1).toString(16).padStart(40, "0"), parent, files: documents };
    all.push(made);
    return made;
  };
  let head = add(files, undefined);
  const contents = (of: Files) => ({ place: "the repository", files: of, unread: [], others: 0 });
  const read = (made: Made, relation: Relation) => {
    const commit = { ...PLACE, commit: made.id, tree: made.id };
    return {
      kind: "read" as const,
      contents: contents(made.files),
      revision: made.id,
      tree: made.id,
      removals: "allowed" as const,
      head: { ...commit, relation, signature: "unasked" as const },
    };
  };
  const isIn = (id: string, from: Made | undefined): boolean => {
    for (let at = from; at; at = at.parent) if (at.id === id) return true;
    return false;
  };
  function relationTo(id: string | undefined): Relation {
    if (id === undefined || id === head.id) return "same";
    if (isIn(id, head)) return "descends";
    return isIn(
      head.id,
      all.find((made) => made.id === id),
    )
      ? "older"
      : "rewritten";
  }
  return {
    source: {
      name: PLACE.url,
      poll: async (_signal, remembered) => read(head, relationTo(remembered?.commit)),
      async recall({ commit }) {
        const made = all.find(({ id }) => id === commit);
        return made ? read(made, "same") : { kind: "failed", message: "no such commit" };
      },
    },
    head: () => head.id,
    commit(next) {
      head = add(next, head);
    },
    spoil() {
      head = add([...head.files.filter(({ path }) => path !== BROKEN.path), BROKEN], head);
    },
    revert(random) {
      head = add(all[Math.floor(random() * all.length)]?.files ?? files, head);
    },
    rewrite(next) {
      head = add(next, head.parent);
    },
    setBack() {
      head = head.parent ?? head;
    },
    made: () => all.length,
  };
}
