import { expect, it } from 'vitest';

import { accountOf, accountText, type AccountParts } from './account.ts';
import { canaryChannels } from './evidence.ts';
import type { Judgement } from './judge.ts';

const life: Judgement = {
  findings: [],
  canaries: 9,
  situations: new Map([['a call for help', 3]]),
  fixes: 1,
  events: new Set(),
  called: 1,
  bytes: new Map(),
  crashes: 0,
  powerCuts: 0,
};
const plantings = canaryChannels.map((channel) => ({ channel, planted: 2, found: 2 }));
const told = (change: Partial<Judgement>, parts: Partial<AccountParts> = {}) =>
  accountText(
    accountOf({
      seed: 1,
      days: 30,
      judgements: [[0, { ...life, ...change }]],
      plantings,
      hunts: [],
      ...parts,
    }),
  );
const leak = { channel: 'log', what: 'a place' } as const;
const missed = plantings.map((one) => ({ ...one, found: 1 }));
const hunt = { defect: 'leak-log', channels: [], lives: 3 } as const;

it('passes where everything was tried and nothing was found', () => {
  expect(told({})).toMatch(/\npassed\n*$/u);
});

it.each([
  ['a place was found', told({ findings: [leak] })],
  ['no place of work arrived: too few months', told({ fixes: 0 })],
  ['called for help, and no place arrived: too few months', told({ called: 0 })],
  ['a planted place was missed', told({}, { plantings: missed })],
  ['a planted place was missed, or none was planted', told({}, { plantings: [] })],
  ['a defect was not found', told({}, { hunts: [hunt] })],
])('says of a run that fails that %s', (reason, text) => {
  expect(text.slice(text.indexOf('FAILED: '))).toContain(reason);
});
