import { LineCounter } from 'yaml';

import { placeOf } from './place.ts';
import { readYaml } from './yaml-text.ts';

/** Both from 1; the column in UTF-16 units. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Where in a policy file a key with dots stands, such as `capture.floor`; of one that the file does
 * without, where the nearest one around it stands. Undefined when the text is no YAML.
 */
export function policyPlaces(text: string): (path: string) => SourcePlace | undefined {
  const lines = new LineCounter();
  const read = readYaml(text, lines);
  return (path) => {
    if (read.faults !== undefined) return undefined;
    const { line, col } = lines.linePos(placeOf(read.root, text, { path: path.split('.') }));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}
