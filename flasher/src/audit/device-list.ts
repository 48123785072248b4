import { dirname, isAbsolute, join } from 'node:path';

import { DataError } from '@feierabend/protocol';
import { parseDocument } from 'yaml';

/** A device that may be drawn: at a port, or an export that it gave before. */
export interface ListedDevice {
  readonly name: string;
  readonly port?: string;
  readonly file?: string;
  readonly identity?: string;
}

const keys = new Set(['name', 'port', 'file', 'identity']);

/** Reads a list in YAML or JSON; paths in it are relative to it. */
export function readDeviceList(bytes: Uint8Array, path: string): readonly ListedDevice[] {
  const document = parseDocument(new TextDecoder().decode(bytes), { schema: 'core' });
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (!Array.isArray(value) || value.length === 0) throw unfit(path, 'it is no list of devices');
  const devices = value.map((item, index) => deviceOf(item, { path, index }));
  const names = new Set(devices.map(({ name }) => name));
  if (names.size !== devices.length) throw unfit(path, 'a name stands in it twice');
  return devices;
}

function deviceOf(item: unknown, { path, index }: { path: string; index: number }): ListedDevice {
  const fields = (typeof item === 'object' && item !== null ? item : {}) as ListedDevice;
  const entries = Object.entries(fields);
  const isText = entries.every(([key, value]) => keys.has(key) && typeof value === 'string');
  const { name, port, file, identity } = fields;
  const isOne = (port === undefined) !== (file === undefined);
  if (!isText || name === undefined || !isOne || (file !== undefined && identity === undefined)) {
    throw unfit(path, `item ${index + 1} has other keys`);
  }
  const beside = (other: string) => (isAbsolute(other) ? other : join(dirname(path), other));
  return {
    name,
    ...(port === undefined ? {} : { port }),
    ...(file === undefined ? {} : { file: beside(file) }),
    ...(identity === undefined ? {} : { identity: beside(identity) }),
  };
}

function unfit(path: string, came: string): DataError {
  return new DataError({
    code: 'AUDIT_LIST',
    expected: `${path} to be a list of devices: name, and port, or file with identity`,
    came,
    next: 'see the example in docs/flasher.md',
  });
}
