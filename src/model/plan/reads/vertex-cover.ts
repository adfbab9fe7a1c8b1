/** A column sees all its pairs by `calls` calls; `rows` are the rows of those pairs, by their index. */
export type Column = { readonly calls: number; readonly rows: readonly number[] };

/**
 * Which rows to read, so that they and the columns of what is left cost the fewest calls: every pair is seen by its row
 * or by its column. `rowCalls`: what each row costs, Infinity for one that cannot be read. Of equally cheap answers the
 * one with the fewest rows.
 *
 * This is a minimum vertex cover of a bipartite graph, and so a minimum cut: as much as fits flows from columns through
 * pairs into rows, each end taking no more than its calls. What an unsaturated column still reaches is cheaper by rows.
 */
export function rowsOfLeastCover(
  columns: readonly Column[],
  rowCalls: readonly number[],
): ReadonlySet<number> {
  const rows = rowCalls.map((calls): Row => ({ room: calls, from: new Map() }));
  const unsaturated = columns.filter((column) => {
    let left = column.calls;
    for (let sent = left; left > 0 && sent > 0; left -= sent) sent = send(rows, column, left, new Set());
    return left > 0;
  });
  const reached = new Set<number>();
  for (const column of unsaturated) reach(rows, column, reached);
  return reached;
}

/** What flows into it, by column, and what still fits. */
type Row = { room: number; readonly from: Map<Column, number> };

/** Sends up to `most` from a column, where rows are full in place of another column that can use another row. */
function send(rows: readonly Row[], column: Column, most: number, tried: Set<number>): number {
  for (const index of column.rows) {
    const row = rows[index];
    if (!row || tried.has(index)) continue;
    tried.add(index);
    const sent = row.room > 0 ? Math.min(row.room, most) : displace(rows, row, most, tried);
    if (sent === 0) continue;
    if (row.room > 0) row.room -= sent;
    row.from.set(column, (row.from.get(column) ?? 0) + sent);
    return sent;
  }
  return 0;
}

function displace(rows: readonly Row[], row: Row, most: number, tried: Set<number>): number {
  for (const [other, flow] of row.from) {
    const sent = flow > 0 ? send(rows, other, Math.min(flow, most), tried) : 0;
    if (sent === 0) continue;
    row.from.set(other, flow - sent);
    return sent;
  }
  return 0;
}

function reach(rows: readonly Row[], column: Column, reached: Set<number>): void {
  for (const index of column.rows) {
    if (reached.has(index)) continue;
    reached.add(index);
    for (const [other, flow] of rows[index]?.from ?? []) if (flow > 0) reach(rows, other, reached);
  }
}
