import { decodeCbor, smpCommands, SmpOp, toHex, type SmpMessage } from '@feierabend/protocol';

import type { Json } from '../output/event.ts';

/** Longer byte strings are shown by their beginning. */
const bytesShownMax = 16;

/** A message in words. */
export interface MessageView {
  readonly operation: 'read' | 'read answer' | 'write' | 'write answer';
  readonly group: number;
  readonly command: number;
  /** Undefined for commands that are not ours to know. */
  readonly name: string | undefined;
  readonly sequence: number;
  /** What it carries; byte strings in hexadecimal. Undefined when it is no CBOR. */
  readonly payload: Json | undefined;
}

const operations = {
  [SmpOp.read]: 'read',
  [SmpOp.readResponse]: 'read answer',
  [SmpOp.write]: 'write',
  [SmpOp.writeResponse]: 'write answer',
} as const;

export function describeMessage(message: SmpMessage): MessageView {
  const { op, group, command, sequence, payload } = message;
  const asked = op === SmpOp.readResponse || op === SmpOp.writeResponse ? op - 1 : op;
  const known =
    smpCommands.find((one) => one.group === group && one.id === command && one.op === asked) ??
    smpCommands.find((one) => one.group === group && one.id === command);
  const value =
    payload.length === 0
      ? { ok: true as const, value: new Map() }
      : decodeCbor(payload, { useMaps: true });
  return {
    operation: operations[op],
    group,
    command,
    name: known?.name,
    sequence,
    payload: value.ok ? toJson(value.value) : undefined,
  };
}

/** `image upload (1/1) write #7 {"off":384,"data":"a0b1... (320 bytes)"}` */
export function messageLine(view: MessageView, payloadBytes: number): string {
  const { operation, group, command, name, sequence, payload } = view;
  const what = `${name ?? 'command'} (${group}/${command}) ${operation} #${sequence}`;
  return `${what} ${payload === undefined ? `${payloadBytes} bytes, no CBOR` : JSON.stringify(payload)}`;
}

function toJson(value: unknown): Json {
  if (value instanceof Uint8Array) return bytesText(value);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, inner]) => [String(key), toJson(inner)]));
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  return null;
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length <= 2 * bytesShownMax) return toHex(bytes);
  return `${toHex(bytes.subarray(0, bytesShownMax))}... (${bytes.length} bytes)`;
}
