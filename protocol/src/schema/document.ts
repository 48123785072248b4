import type { CborDictionary } from './cbor-dictionary.ts';
import type { CborMap } from './cbor-map.ts';
import type { Struct, StructFields } from './struct.ts';

/** The layout of a struct as a Markdown table, for the pages that define the protocol. */
export function documentStruct<F extends StructFields>(struct: Struct<F>): string {
  const rows: string[][] = [];
  let at = 0;
  for (const [name, field] of Object.entries(struct.fields)) {
    const size = field.sizeBytesMax === Infinity ? 'rest' : String(field.sizeBytesMax);
    rows.push([String(at), size, name, field.type, field.doc]);
    at += field.sizeBytesMin;
  }
  return table(['byte', 'size', 'field', 'type', 'meaning'], rows);
}

/** The keys of a CBOR map as a Markdown table. */
export function documentCborMap<T>(map: CborMap<T>): string {
  const rows = map.entries.map(({ property, key, required, field }) => {
    const shown = typeof key === 'number' ? `${key} (${property})` : key;
    return [shown, field.type, required ? 'yes' : 'no', field.doc];
  });
  return table(['key', 'type', 'required', 'meaning'], rows);
}

/** The entries of a map whose keys are names. */
export function documentDictionary<T>(map: CborDictionary<T>): string {
  return table(
    ['key', 'type', 'required', 'meaning'],
    [['any name', map.item.type, 'no', map.doc]],
  );
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
