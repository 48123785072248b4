import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { germanMeasurement } from './german-measurement.ts';

const suites = new URL('../../suites/', import.meta.url);

/** What stands as a word in the sources of the suites: names of measurements and of phases. */
function namesInSuites(): string[] {
  const files = readdirSync(suites, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(new URL(name.replaceAll('\\', '/'), suites), 'utf8');
      const found = text.matchAll(/\.(?:measure|phase)\(\s*'([^']+)'/gu);
      return [...found].map(([, word = '']) => word);
    });
}

it('knows every name that a suite writes down', () => {
  const names = namesInSuites();
  expect(names.length).toBeGreaterThan(150);
  expect(names.filter((name) => germanMeasurement(name) === undefined)).toEqual([]);
});

it.each([
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
