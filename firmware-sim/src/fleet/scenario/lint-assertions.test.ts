import { describe, expect, it } from 'vitest';

import { assertionRules } from './lint-assertions.ts';
import type { ScenarioFinding } from './scenario-finding.ts';
import type { ReadScenario } from './scenario-file.ts';
import { scenarioShape } from './scenario-schema.ts';

const slow = { kind: 'slow-link', at: '1 h', for: '1 h', latency: '1 s' };

/** What lint finds in `fixes > 0`, `leaks == 0` and these, for three devices. */
function lint(assertions: readonly string[], more: object = {}): readonly ScenarioFinding[] {
  const scenario = scenarioShape.parse({
    fleet: 1,
    name: 'Test',
    from: '2026-03-02T05:00',
    duration: '4 h',
    groups: [{ name: 'vans', devices: 3, policy: 'policy.yaml' }],
    assertions,
    ...more,
  });
  return assertionRules.flatMap((rule) => rule({ scenario } as unknown as ReadScenario));
}
const sound = ['fixes > 0', 'leaks == 0'];

describe('lint of assertions', () => {
  it.each([
    [['leaks == 0'], 'FLEET_NO_WORK', /sleeps all the time/u],
    [['leaks == 0', 'fixes < 9', 'reports > 0'], 'FLEET_NO_WORK', /sleeps all the time/u],
    [['fixes > 0'], 'FLEET_LEAKS', /asserts `leaks == 0` by itself/u],
    [
      ['fixes > 0', 'leaks > 0', 'leaks != 3'],
      'FLEET_LEAKS',
      /too high for leaks > 0, leaks != 3$/u,
    ],
  ])('warns of %j: %s', (assertions, code, sentence) => {
    const found = lint(assertions);
    expect(found).toMatchObject([{ severity: 'warning', code, path: 'assertions' }]);
    expect(found[0]?.sentence).toMatch(sentence);
  });

  it.each([
    ['fixes < 0'],
    ['fixes == 2.5'],
    ['fixes >= 10', 'fixes < 10'],
    ['fixes > 2', 'fixes < 4', 'fixes != 3'],
    ['p99 delivery < 0 s'],
    ['p50 delivery <= 2 s', 'p50 delivery > 2 s'],
    ['duplicates > 100 %'],
    ['devices == 4'],
    ['updated > 0'],
    ['p99 lag < 5 s'],
    ['proxied > 0'],
  ])('refuses what no run has: %s %s %s', (...assertions) => {
    const found = lint([...sound, ...assertions]);
    expect(found).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'FLEET_ASSERTION_NEVER' }),
    );
  });

  it.each(['fixes >= 0', 'lost != 0.5', 'p50 delivery >= 0 s', 'duplicates <= 100 %'])(
    'refuses what every run has: %s',
    (text) => {
      expect(lint([...sound, text])).toMatchObject([
        { severity: 'error', code: 'FLEET_ASSERTION_ALWAYS' },
      ]);
    },
  );

  it.each([
    ['devices == 3'],
    ['fixes > 2', 'fixes < 4'],
    ['p50 delivery > 2 s', 'p50 delivery < 2.001 s'],
    ['duplicates <= 0.1 %', 'duplicates == 0'],
    ['p50 delivery < 5 s', 'p99 delivery > 5 s'],
  ])('has nothing against %s %s', (...assertions) => {
    expect(lint([...sound, ...assertions])).toEqual([]);
  });

  it('takes it for said that no position may come', () => {
    expect(lint(['fixes == 0', 'leaks == 0'])).toEqual([]);
  });

  it('notes what nothing in the run can change', () => {
    const idle = (text: string, more?: object) => lint([...sound, text], more);
    for (const text of ['reverted == 0', 'receipts-missing == 0', 'proxied == 0']) {
      expect(idle(text)).toMatchObject([{ severity: 'note', code: 'FLEET_ASSERTION_IDLE' }]);
    }
    const byClock = { speed: 'x60', brokers: 'embedded', faults: [slow] };
    expect(idle('proxied > 0', byClock)).toEqual([]);
    expect(idle('p99 lag < 5 s', byClock)).toEqual([]);
  });

  it.each(['wipe', 'foreign-order'])('warns that a %s may have reached nobody', (kind) => {
    const faults = [{ kind, at: '1 h' }];
    const warned = { severity: 'warning', code: 'FLEET_NO_ORDERS' };
    expect(lint(sound, { faults })).toMatchObject([warned]);
    expect(lint([...sound, 'orders-open > 0'], { faults })).toMatchObject([warned]);
    expect(lint([...sound, 'orders-open == 0'], { faults })).toEqual([]);
  });

  it('takes orders that came for the orders that had to come', () => {
    const faults = [{ kind: 'wipe', at: '1 h' }];
    expect(lint([...sound, 'orders == 3'], { faults })).toEqual([]);
  });
});
