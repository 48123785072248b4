import {
  isAlias,
  isNode,
  isScalar,
  parseDocument,
  visit,
  type LineCounter,
  type Node,
  type YAMLMap,
} from 'yaml';

interface YamlFault {
  readonly offset: number;
  readonly came: string;
  readonly next?: string;
}

export type YamlText =
  | { readonly root: Node | null; readonly value: unknown; readonly faults?: undefined }
  | { readonly faults: readonly YamlFault[] };

/**
 * Reads YAML 1.2 in which every scalar stays a text and nothing refers to anything else: a file
 * that is signed should say what it means at the place where it stands.
 */
export function readYaml(text: string, lineCounter: LineCounter): YamlText {
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter,
      prettyErrors: false,
      // What it has to say stands in the document; it would tell the console, too.
      logLevel: 'error',
      // It compares each key with each other; ours below looks at each once.
      uniqueKeys: false,
    });
    const faults = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
      offset: pos[0],
      came: code === 'MULTIPLE_DOCS' ? 'a second document begins' : lowerFirst(message),
    }));
    if (faults.length > 0) return { faults };
    const root: Node | null = document.contents;
    const aliases = aliasOffsets(root);
    if (aliases.length > 0) {
      const next = 'write the value out at this place';
      return { faults: aliases.map((offset) => ({ offset, came: 'an alias stands here', next })) };
    }
    const badKeys = keyFaults(root);
    if (badKeys.length > 0) return { faults: badKeys };
    return { root, value: document.toJS({ maxAliasCount: 0 }) as unknown };
  } catch {
    // The parser recurses: what exhausts its stack is no policy.
    return { faults: [{ offset: 0, came: 'it nests too deep' }] };
  }
}

function aliasOffsets(root: Node | null): readonly number[] {
  const offsets: number[] = [];
  visit(root, (_key, node) => {
    if (isAlias(node)) offsets.push(node.range?.[0] ?? 0);
  });
  return offsets;
}

function keyFaults(root: Node | null): readonly YamlFault[] {
  const faults: YamlFault[] = [];
  visit(root, {
    Map(_key, map: YAMLMap) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const offset = (isNode(key) ? key.range?.[0] : undefined) ?? 0;
        // Shapes pass over `__proto__`, and what is signed must hold nothing that was passed over.
        if (!isScalar(key) || key.value === '__proto__') {
          faults.push({ offset, came: 'this can be no key', next: 'remove it' });
          continue;
        }
        if (seen.has(key.value)) {
          faults.push({ offset, came: 'map keys must be unique', next: 'keep one of them' });
        }
        seen.add(key.value);
      }
    },
  });
  return faults;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
