import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { fromHex, toHex } from '../bytes.ts';
import { Struct } from '../schema/struct.ts';
import {
  boundsOf,
  documentedMessages,
  messagesPage,
  type DocumentedMessage,
} from './messages-page.suite.ts';
import { smpCommands } from '../smp/smp-commands.ts';

interface GoldenMessage {
  readonly name: string;
  readonly value: unknown;
  readonly bytes: string;
}
interface RefusedMessage {
  readonly name: string;
  readonly because: string;
  readonly bytes: string;
  readonly code: string;
}

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/protocol/messages.md');
const vectors = JSON.parse(read('protocol/vectors/messages.json')) as {
  readonly accepts: readonly GoldenMessage[];
  readonly rejects: readonly RefusedMessage[];
};
const messages = new Map(documentedMessages().map((message) => [message.name, message]));

const hex = (text: string) => fromHex(text) ?? new Uint8Array();

function layoutOf(name: string): DocumentedMessage['layout'] {
  return messages.get(name)?.layout ?? expect.fail(`no message is called ${name}`);
}

/** A value as JSON has it: bytes as `{hex}`, maps as objects. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, entry]) => [key, plain(entry)]));
}

function decode(name: string, bytes: Uint8Array) {
  const layout = layoutOf(name);
  if (!(layout instanceof Struct)) return layout.decode(bytes);
  const decoded = layout.decode(bytes);
  return decoded.ok ? { ok: true as const, value: decoded.value.value } : decoded;
}

test('the page is what the registries say', () => {
  const marker = '<!-- generated -->\n';
  const generated = page.slice(page.indexOf(marker) + marker.length);
  expect(generated).toBe(`${messagesPage()}\n`);
});

test('every command stands in the registry once, and every group and id with both parts', () => {
  const keys = smpCommands.map(({ group, id, op }) => `${group}/${id}/${op}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { request, response } of smpCommands) {
    expect(messages.has(request.name)).toBe(true);
    expect(messages.has(response.name)).toBe(true);
  }
});

test('every message has one golden vector', () => {
  expect(vectors.accepts.map(({ name }) => name)).toEqual([...messages.keys()]);
});

test('every message has a refused vector', () => {
  const refused = new Set(vectors.rejects.map(({ name }) => name));
  expect([...messages.keys()].filter((name) => !refused.has(name))).toEqual([]);
});

describe('golden vectors', () => {
  test.each(vectors.accepts)('$name decodes, encodes and keeps its bounds', (vector) => {
    const bytes = hex(vector.bytes);
    const layout = layoutOf(vector.name);
    const decoded = decode(vector.name, bytes);
    if (!decoded.ok) expect.fail(decoded.fault.came);
    expect(plain(decoded.value)).toEqual(vector.value);
    expect(toHex(layout.encode(decoded.value as never))).toBe(vector.bytes);
    const { sizeBytesMin, sizeBytesMax } = boundsOf(layout);
    expect(bytes.length).toBeGreaterThanOrEqual(sizeBytesMin);
    expect(bytes.length).toBeLessThanOrEqual(sizeBytesMax);
  });

  test.each(vectors.accepts)('$name is refused when it is cut off', ({ name, bytes }) => {
    const whole = hex(bytes);
    for (let length = 0; length < whole.length; length += 1) {
      expect(decode(name, whole.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    }
  });

  test.each(vectors.rejects)('$name is refused: $because', ({ name, bytes, code }) => {
    expect(decode(name, hex(bytes))).toMatchObject({ ok: false, fault: { code } });
  });
});
