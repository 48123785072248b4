import { expect, test } from 'vitest';

import type { FlasherEvent } from './event.ts';
import { eventFaults } from './event-faults.ts';

const begin = { event: 'begin', task: 'info', atMs: 0, format: 1, title: 'show' } as const;
const end = {
  event: 'end',
  task: 'info',
  atMs: 5,
  outcome: 'ok',
  text: ['one'],
  result: null,
  error: null,
} as const;

test('a command with a step keeps the rules', () => {
  const step = [
    { ...begin, task: 'info/open' },
    { ...end, task: 'info/open' },
  ];
  expect(eventFaults([begin, ...step, end])).toEqual([]);
});

test.each([
  ['no end', [begin]],
  ['another format', [{ ...begin, format: 2 }, end]],
  ['an unknown field', [begin, { ...end, colour: 'red' }]],
  ['a field that is missing', [begin, { ...end, result: undefined }]],
  ['failed without an error', [begin, { ...end, outcome: 'failed' }]],
  ['a step that does not end', [begin, { ...begin, task: 'info/open' }, end]],
  ['an end without a begin', [begin, { ...end, task: 'info/open' }, end]],
  ['a second begin', [begin, begin, end]],
  ['another command', [begin, { ...begin, task: 'flash' }, { ...end, task: 'flash' }, end]],
  ['a colour', [begin, { ...end, text: ['\u001B[31mred'] }]],
  ['time that goes back', [{ ...begin, atMs: 9 }, end]],
  [
    'an error of another form',
    [begin, { ...end, outcome: 'failed', error: { code: 'X', exitCode: '4' } }],
  ],
])('%s is found', (_name, events) => {
  expect(eventFaults(events as unknown as FlasherEvent[])).not.toEqual([]);
});
