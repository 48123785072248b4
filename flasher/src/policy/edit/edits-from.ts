import type { Options, World } from '../../command.ts';
import { recipientKeyHex } from '../recipient-key.ts';
import {
  exceptionEdit,
  holidaysEdit,
  quantity,
  theftEdit,
  validEdits,
  workEdit,
  type EditValue,
  type PolicyEdit,
} from './policy-edit.ts';

type Editor = (text: string) => PolicyEdit | readonly PolicyEdit[];

const at =
  (...path: readonly string[]) =>
  (text: string): PolicyEdit => ({ path, value: text });
const amount =
  (...path: readonly string[]) =>
  (text: string): PolicyEdit => ({ path, value: quantity(text) });

/** What each option changes. `none` takes an optional part away. */
const editors: Readonly<Record<string, Editor>> = {
  name: at('name'),
  purpose: at('purpose'),
  carriedBy: at('carriedBy'),
  zone: at('timeZone'),
  valid: validEdits,
  review: at('valid', 'review'),
  work: workEdit,
  holidays: holidaysEdit,
  exceptions: exceptionEdit,
  moving: amount('capture', 'moving'),
  parked: amount('capture', 'parked'),
  floor: amount('capture', 'floor'),
  precision: amount('capture', 'precision'),
  fields: (text) => ({ path: ['capture', 'fields'], value: text.split(',').map((f) => f.trim()) }),
  heartbeat: (text) => ({ path: ['heartbeat'], value: quantity(text) }),
  privateSwitch: at('privateSwitch'),
  theft: theftEdit,
  retention: amount('retention'),
};

/** Where `none` is an answer, and what it removes. */
const removable: Readonly<Record<string, readonly string[]>> = {
  review: ['valid', 'review'],
  holidays: ['holidays'],
  exceptions: ['exceptions'],
  fields: ['capture', 'fields'],
  theft: ['theftRecovery'],
  carriedBy: ['carriedBy'],
};

export async function editsFrom(world: World, options: Options): Promise<readonly PolicyEdit[]> {
  const edits = Object.entries(editors).flatMap(([name, editor]) => {
    const text = options[name];
    if (typeof text !== 'string') return [];
    const gone = text === 'none' ? removable[name] : undefined;
    return gone === undefined ? editor(text) : { path: gone, value: null };
  });
  return [...edits, ...outsideEdits(options), ...(await recipientEdits(world, options))];
}

/** `off` has no heartbeat. */
function outsideEdits({ outside }: Options): readonly PolicyEdit[] {
  if (typeof outside !== 'string') return [];
  const edit = { path: ['outside'], value: outside };
  return outside === 'off' ? [edit, { path: ['heartbeat'], value: null }] : [edit];
}

async function recipientEdits(world: World, options: Options): Promise<readonly PolicyEdit[]> {
  const given = options['recipient'] as readonly string[] | undefined;
  if (given === undefined) return [];
  const list: EditValue[] = [];
  for (const text of given) {
    const [name, key] = text.split('=');
    // oxlint-disable-next-line no-await-in-loop -- two or three small files
    const hex = key === undefined ? undefined : await recipientKeyHex(world, key);
    list.push(hex === undefined ? { name: name ?? '' } : { name: name ?? '', key: hex });
  }
  return [{ path: ['recipients'], value: list }];
}
