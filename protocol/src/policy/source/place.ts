import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';

/** Which part of a document a check is about. */
export interface PlaceQuery {
  readonly path: readonly PropertyKey[];
  /** The key at the end of the path, not its value. */
  readonly inKey?: boolean;
  /** A position inside the text of the value. */
  readonly at?: number;
}

/**
 * Where in the source text a part of a document stands; of a part that is absent, where its nearest
 * parent stands.
 */
export function placeOf(root: Node | null, text: string, query: PlaceQuery): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [depth, step] of query.path.entries()) {
    const isLast = depth === query.path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      if (isLast && query.inKey === true) return offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
    } else {
      return offset;
    }
    if (!isMap(node) || isLast) offset = startOf(node) ?? offset;
  }
  return offset + insideScalar(node, text, query.at ?? 0);
}

function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function startOf(node: unknown): number | undefined {
  const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

/** Positions carry over only where the text of the value stands in the source as it is. */
function insideScalar(node: unknown, text: string, at: number): number {
  if (!isScalar(node) || typeof node.value !== 'string' || at === 0) return 0;
  const start = startOf(node) ?? 0;
  for (const quote of [0, 1]) {
    if (text.startsWith(node.value, start + quote)) return quote + at;
  }
  return 0;
}
