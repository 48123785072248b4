import {
  isMap,
  isScalar,
  parseDocument,
  type Document,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';

import type { EditValue, PolicyEdit } from './policy-edit.ts';

/**
 * A policy file with some values changed and everything else, comments and order included, as
 * people left it. Where only a value changes, only its characters do. Whether the text is a policy
 * is for the reader of policies to say.
 */
export function editYaml(text: string, edits: readonly PolicyEdit[]): string {
  return edits.reduce(applyEdit, text);
}

function applyEdit(text: string, { path, value }: PolicyEdit): string {
  const document = parseDocument(text, { schema: 'failsafe' });
  const there = document.getIn(path, true) as ParsedNode | undefined;
  if (isMap(there) && value !== null && isKeyed(value)) {
    if (hasKeys(there, Object.keys(value))) {
      const inner = Object.entries(value).map(([key, part]) => ({
        path: [...path, key],
        value: part,
      }));
      return editYaml(text, inner);
    }
    merge(document, there, value);
    return written(document);
  }
  if (isScalar(there) && typeof value === 'string') {
    const parent = document.getIn(path.slice(0, -1), true);
    return spliced(text, there, quoted(value, there, isMap(parent) && parent.flow === true));
  }
  if (value === null) document.deleteIn(path);
  else document.setIn(path, nodeOf(document, value));
  return written(document);
}

function written(document: Document): string {
  return document.toString({ lineWidth: 0 });
}

function spliced(text: string, { range }: Scalar, value: string): string {
  const [start, end] = range ?? [0, 0];
  return `${text.slice(0, start)}${value}${text.slice(end)}`;
}

/** Quoted where the old value was, and where YAML would read something else. */
function quoted(value: string, old: Scalar, isFlow: boolean): string {
  const isPlain = old.type === 'PLAIN' && /^[\p{L}\d][\p{L}\d ,._/:+-]*$/u.test(value);
  const isClear = !value.includes(': ') && !value.endsWith(':') && !(isFlow && value.includes(','));
  return isPlain && isClear ? value : JSON.stringify(value);
}

/** Keys that stay keep their place and their comments; the others go. */
function merge(document: Document, map: YAMLMap, value: Keyed): void {
  for (const { key } of map.items.slice()) {
    if (!(nameOf(key) in value)) map.delete(key);
  }
  for (const [name, inner] of Object.entries(value)) {
    const there = map.get(name, true);
    if (isScalar(there) && typeof inner === 'string') there.value = inner;
    else map.set(name, nodeOf(document, inner));
  }
}

type Keyed = { readonly [key: string]: EditValue };

function isKeyed(value: EditValue): value is Keyed {
  return typeof value === 'object' && !Array.isArray(value);
}

function hasKeys(map: YAMLMap, keys: readonly string[]): boolean {
  const there = map.items.map(({ key }) => nameOf(key));
  return there.length === keys.length && keys.every((key) => there.includes(key));
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function nodeOf(document: Document, value: EditValue) {
  if (typeof value === 'string') return document.createNode(value);
  // A week and its dates stand in lines, everything else in one.
  const parts = Array.isArray(value) ? [] : Object.values(value as Keyed);
  const isLines = parts.some((part) => typeof part === 'string' && /^\d\d:|^off$/u.test(part));
  return document.createNode(value, { flow: !isLines });
}
