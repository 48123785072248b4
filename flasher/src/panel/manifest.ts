import { DataError } from '@feierabend/protocol';
import { LineCounter, parseDocument } from 'yaml';

export interface PanelDevice {
  readonly name: string;
  readonly port: string;
  /** Command lines of the flasher, in words; each gets the port. */
  readonly steps: readonly (readonly string[])[];
}

const manifestKeys = ['panel', 'steps', 'devices', 'baud'];
const deviceKeys = ['name', 'port', 'steps', 'baud'];
const nameForm = /^[\w.-]{1,64}$/u;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a panel: every mistake in it is found before the first port is opened. */
export function readManifest(text: string, file: string): readonly PanelDevice[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw wrongManifest(`${file}:${line}:${col}`, 'YAML', problem.message);
  }
  const root = fields(document.toJS(), file, manifestKeys);
  if (root['panel'] !== 1) throw wrongManifest(file, 'panel: 1', `it says ${json(root['panel'])}`);
  const { devices } = root;
  if (!Array.isArray(devices) || devices.length === 0) {
    throw wrongManifest(file, 'a list of devices', `it has ${json(devices)}`);
  }
  const read = devices.map((entry: unknown, at) =>
    device(entry, root, `${file}: device ${at + 1}`),
  );
  requireUnique(read, file, 'name');
  requireUnique(read, file, 'port');
  return read;
}

function device(entry: unknown, root: Fields, where: string): PanelDevice {
  const own = fields(entry, where, deviceKeys);
  const { name, port } = own;
  if (typeof name !== 'string' || !nameForm.test(name)) {
    throw wrongManifest(
      where,
      'a name of letters, digits, ".", "_" and "-"',
      `it has ${json(name)}`,
    );
  }
  if (typeof port !== 'string' || port === '') {
    throw wrongManifest(where, 'a port', `it has ${json(port)}`);
  }
  const baud = own['baud'] ?? root['baud'];
  if (baud !== undefined && (typeof baud !== 'number' || !Number.isInteger(baud))) {
    throw wrongManifest(where, 'a baud rate', `it has ${json(baud)}`);
  }
  const steps = own['steps'] ?? root['steps'];
  if (!Array.isArray(steps) || steps.length === 0) {
    throw wrongManifest(where, 'a list of steps, here or for all devices', `it has ${json(steps)}`);
  }
  const speed = baud === undefined ? [] : ['--baud', String(baud)];
  return {
    name,
    port,
    steps: steps.map((step: unknown) => [
      ...words(step, where).map((word) => word.replaceAll('{name}', name)),
      '--port',
      port,
      ...speed,
    ]),
  };
}

/** A step is a command line without quoting, or the list of its words. */
function words(step: unknown, where: string): readonly string[] {
  const split = typeof step === 'string' ? step.trim().split(/\s+/u) : step;
  const isLine = Array.isArray(split) && split.every((word) => typeof word === 'string');
  if (!isLine || split.length === 0 || split[0] === '') {
    throw wrongManifest(
      where,
      'steps such as "flash app.img --trust key.pub.pem"',
      `one is ${json(step)}`,
    );
  }
  if (split[0] === 'panel') throw wrongManifest(where, 'steps for one device', 'one is a panel');
  if (split.includes('--port'))
    throw wrongManifest(where, 'steps without --port', `one is ${json(step)}`);
  return split;
}

function fields(value: unknown, where: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    // Not what it holds: somebody may have named the file of a key.
    const kind = Array.isArray(value) ? 'a list' : 'something else';
    throw wrongManifest(where, `a map with ${known.join(', ')}`, `it has ${kind}`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw wrongManifest(where, known.join(', '), `it has the key "${unknown}"`);
  return value as Fields;
}

function requireUnique(
  devices: readonly PanelDevice[],
  file: string,
  field: 'name' | 'port',
): void {
  const seen = new Set<string>();
  for (const one of devices) {
    const value = one[field];
    if (seen.has(value)) throw wrongManifest(file, `each ${field} once`, `${value} is there twice`);
    seen.add(value);
  }
}

function json(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** A mistake in a manifest, with its place. */
export function wrongManifest(where: string, expected: string, came: string): DataError {
  return new DataError({
    code: 'PANEL_MANIFEST',
    expected: `${where} to have ${expected}`,
    came,
    next: 'correct the manifest; no port was opened',
  });
}
