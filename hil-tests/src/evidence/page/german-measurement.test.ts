import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { germanMeasurement, germanValue } from './german-measurement.ts';

const suites = new URL('../../suites/', import.meta.url);

/** What stands in the sources of the suites at the place of a word. */
function inSuites(pattern: RegExp): string[] {
  const files = readdirSync(suites, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(new URL(name.replaceAll('\\', '/'), suites), 'utf8');
      return [...text.matchAll(pattern)].map(([, word = '']) => word);
    });
}

it('knows every word that a suite expects', () => {
  const words = inSuites(/\bexpected: '([a-z][a-z -]*)'/gu);
  expect(words).toContain('accepted');
  expect(words.filter((word) => germanValue(word) === word)).toEqual([]);
  expect(germanValue('off on off on')).toBe('aus an aus an');
  expect(germanValue('code 9')).toBe('Code 9');
  expect(germanValue('NOT_AUTHORISED')).toBe('NOT_AUTHORISED');
});

it('knows every name that a suite writes down', () => {
  const names = inSuites(/(?:\.(?:measure|phase)\(\s*|^  \[)'([^']+)'/gmu);
  expect(names.length).toBeGreaterThan(150);
  expect(names.filter((name) => germanMeasurement(name) === undefined)).toEqual([]);
});

it('knows every instruction that a device has to refuse', () => {
  const names = inSuites(/^ +\[\s*'([a-z][a-z ]+)',\s*'[A-Z_]+',/gmu);
  expect(names).toContain('that was accepted before');
  const unknown = (name: string) => germanMeasurement(`an instruction ${name}`) === undefined;
  expect(names.filter(unknown)).toEqual([]);
});

it.each([
  ['unsigned: the time is refused', 'unsigniert: die Zeit wird abgelehnt'],
  ['another board: exit code', 'ein anderes Gerät: Exit-Code'],
  ['after a key twice: answers', 'nach: ein Schlüssel zweimal: antwortet'],
  ['first fix after 08:25', 'erste Position nach 08:25'],
  ['opens 2027-03-28T00:30:00.000Z', 'öffnet 2027-03-28T00:30:00.000Z'],
  ['cut 4 at 27 % of the upload: upload', 'Stromausfall 4 bei 27 % der Übertragung: Übertragung'],
  ['100 m: fixes', '100 m: Positionen'],
])('puts %s together', (name, german) => {
  expect(germanMeasurement(name)).toBe(german);
});

it('leaves what nobody has translated to the language it is in', () => {
  expect(germanMeasurement('phase of the moon')).toBeUndefined();
  expect(germanMeasurement('fixes: phase of the moon')).toBeUndefined();
});
