import { UsageError } from '@feierabend/protocol';

/** One change of a policy file: where, and the text that stands there afterwards; null removes it. */
export interface PolicyEdit {
  readonly path: readonly string[];
  readonly value: EditValue | null;
}

export type EditValue = string | readonly EditValue[] | { readonly [key: string]: EditValue };

/** `mon-thu 07:00-12:00,12:30-16:30; fri 07:00-14:00` as the keys and values of `week`. */
export function workEdit(text: string): PolicyEdit {
  return { path: ['week'], value: keyedWindows(text, '--work') };
}

/** `2026-12-24 08:00-12:00; 2026-12-31 off` as those of `exceptions`. */
export function exceptionEdit(text: string): PolicyEdit {
  return { path: ['exceptions'], value: keyedWindows(text, '--exceptions') };
}

function keyedWindows(text: string, option: string): Record<string, string> {
  const entries = text
    .split(';')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece): [string, string] => {
      const parts = /^(?<key>[^\s,]+(?:\s*,\s*[a-z][^\s,]*)*)\s+(?<windows>\S.*)$/iu.exec(piece);
      const { key, windows } = parts?.groups ?? {};
      if (key === undefined || windows === undefined) throw unreadable(option, piece);
      return [key.replaceAll(/\s/gu, ''), windows.split(',').map(trimmed).join(', ')];
    });
  const keys = new Set(entries.map(([key]) => key));
  if (entries.length === 0 || keys.size < entries.length) throw unreadable(option, text);
  return Object.fromEntries(entries);
}

/** `DE-BY`, `DE`, or dates with commas between them. */
export function holidaysEdit(text: string): PolicyEdit {
  const region = /^(?<country>[A-Z]{2})(?:-(?<state>[A-Z0-9]{1,3}))?$/u.exec(text);
  if (region?.groups === undefined) {
    return { path: ['holidays'], value: text.split(',').map(trimmed) };
  }
  const { country = '', state } = region.groups;
  const value = state === undefined ? { country } : { country, state };
  return { path: ['holidays'], value };
}

/** `2026-12-01..2027-11-30`. */
export function validEdits(text: string): readonly PolicyEdit[] {
  const [from, until, more] = text.split('..').map(trimmed);
  if (from === undefined || until === undefined || more !== undefined) {
    throw unreadable('--valid', text);
  }
  return [
    { path: ['valid', 'from'], value: from },
    { path: ['valid', 'until'], value: until },
  ];
}

/** `5 min for 2 d`. */
export function theftEdit(text: string): PolicyEdit {
  const parts = /^(?<every>.+?)\s+for\s+(?<time>.+)$/u.exec(text)?.groups;
  if (parts === undefined) throw unreadable('--theft', text);
  const { every = '', time = '' } = parts;
  return {
    path: ['theftRecovery'],
    value: { every: quantity(every), for: quantity(time) },
  };
}

/** `60s` as people write it in the file: `60 s`. */
export function quantity(text: string): string {
  return text.trim().replace(/^(\d+)\s*([a-z]+)$/iu, '$1 $2');
}

function trimmed(text: string): string {
  return text.trim();
}

function unreadable(option: string, came: string): UsageError {
  return new UsageError({
    code: 'POLICY_SET',
    expected: `${option} in the form that its help shows`,
    came: `"${came}" is another`,
    next: 'see "flasher policy set --help" for an example',
  });
}
