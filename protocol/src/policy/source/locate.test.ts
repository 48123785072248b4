import { expect, test } from 'vitest';

import { policyPlaces } from './locate.ts';

const text = `feierabend: 1
# kept short
capture:
  moving: 30 s
  floor: 5 s
retention: 200 d
`;

test.each([
  ['retention', { line: 6, column: 12 }],
  ['capture.floor', { line: 5, column: 10 }],
  ['capture.fields', { line: 3, column: 1 }],
  ['privateSwitch', { line: 1, column: 1 }],
])('%s stands at %j, or what is around it does', (path, place) => {
  expect(policyPlaces(text)(path)).toEqual(place);
});

test('a text that is no YAML has no places', () => {
  expect(policyPlaces('a: [')('a')).toBeUndefined();
});
