import { describe, expect, it } from 'vitest';

import { houseExample } from '../sample-policy.suite.ts';
import { parsePolicySource, policySourceCharactersMax } from './parse-policy.ts';
import { formatProblem } from './source-problem.ts';

const parse = (text: string) => parsePolicySource(text, { fileName: 'vans.yaml' });
const problems = (from: string, to: string) => {
  expect(houseExample).toContain(from);
  const parsed = parse(houseExample.replace(from, to));
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

describe('a policy file', () => {
  it('is read as it is meant', () => {
    expect(parse(houseExample)).toMatchObject({
      ok: true,
      source: {
        fileName: 'vans.yaml',
        name: 'Service vans, field staff',
        purpose: 'dispatch',
        timeZone: 'Europe/Berlin',
        intervals: { movingS: 10, parkedS: 600, floorS: 10 },
        fields: { altitude: false, speed: true, course: false },
        outside: 'heartbeat',
        heartbeatS: 3600,
        retentionS: 2_592_000,
      },
    });
  });

  it('captures nothing outside and no extra field unless it says so', () => {
    const text = houseExample
      .replace(', fields: [speed]', '')
      .replace(/outside:.*\nheartbeat:.*\n/u, '')
      .replace(/holidays:.*\nexceptions:\n.*\n/u, '');
    expect(parse(text)).toMatchObject({
      ok: true,
      source: {
        fields: { altitude: false, speed: false, course: false },
        outside: 'off',
        heartbeatS: 0,
        exceptions: [],
      },
    });
  });

  it('may leave the key of a recipient to the address book', () => {
    const text = houseExample.replace(/, key: [0-9a-f]+/u, '');
    expect(parse(text)).toMatchObject({
      ok: true,
      source: { recipients: [{ name: 'fleet-office', publicKey: undefined }] },
    });
  });
});

const sos = (names: string, every = '30 s') =>
  `sos: { recipients: [${names}], every: ${every}, for: 1 h }\nretention:`;

/** From, to, and the place and words of the one problem that follows. */
const mistakes = [
  [
    'moving: 10 s',
    'movng: 10 s',
    /^vans\.yaml:12:12: .*"movng" is none; did you mean "moving"\?$/u,
  ],
  ['retention', 'retenton', /^vans\.yaml:15:1: .*did you mean "retention"\?$/u],
  ['until:', 'untill:', /^vans\.yaml:5:28: .*did you mean "until"\?$/u],
  ['name: fleet-office', 'nmae: fleet-office', /^vans\.yaml:17:7: .*did you mean "name"\?$/u],
  ['purpose: dispatch ', 'purpose: dispach ', /^vans\.yaml:3:10: .*did you mean "dispatch"\?$/u],
  ['[speed]', '[sped]', /^vans\.yaml:12:81: .*did you mean "speed"\?$/u],
  ['Europe/Berlin', 'Europe/Berln', /^vans\.yaml:4:11: .*did you mean "Europe\/Berlin"\?$/u],
  ['Europe/Berlin', '+01:00', /^vans\.yaml:4:11: Expected an IANA time zone/u],
  ['fri:', 'fri-mon:', /^vans\.yaml:8:3: .*"fri-mon" runs backwards/u],
  ['fri:', 'fry:', /^vans\.yaml:8:3: .*"fry" is none; did you mean "fri"\?$/u],
  ['fri:', 'thu:', /^vans\.yaml:8:3: .*thu is already in "mon-thu"/u],
  ['12:30-14:30', '11:30-14:30', /^vans\.yaml:8:21: .*"11:30-14:30" overlaps "08:00-12:00"/u],
  ['12:30-14:30', '14:30-12:30', /^vans\.yaml:8:21: .*"14:30-12:30" ends at or before its start/u],
  ['12:30-14:30', '12:30-25:00', /^vans\.yaml:8:21: .*"12:30-25:00" is none/u],
  ['12:30-14:30', '12:30', /^vans\.yaml:8:21: Expected a window/u],
  ['2026-12-26', '2026-02-30', /^vans\.yaml:9:24: .*no date of the calendar/u],
  ['2026-12-26', '2026-12-25', /^vans\.yaml:9:24: .*2026-12-25 is already in holidays/u],
  ['2026-12-24', '2026-12-25', /^vans\.yaml:11:3: .*2026-12-25 is already in holidays/u],
  ['2027-10-31', '2026-10-31', /^vans\.yaml:5:35: .*2026-10-31 lies before 2026-11-01/u],
  ['2027-05-01', '2027-11-01', /^vans\.yaml:5:55: Expected a review date/u],
  ['2027-10-31', '2037-10-31', /^vans\.yaml:5:35: .*it is \d+ days long/u],
  ['parked: 10 min', 'parked: 10', /^vans\.yaml:12:34: Expected a duration/u],
  ['parked: 10 min', 'parked: 2 d', /^vans\.yaml:12:34: .*"2 d" lies outside/u],
  ['parked: 10 min', 'parked: 5 s', /^vans\.yaml:12:34: .*below the floor of 10 s/u],
  ['precision: 10 m,', 'precision: 10 s,', /^vans\.yaml:12:66: Expected a length in m, km/u],
  ['heartbeat: 1 h\n', '', /^vans\.yaml:13:10: .*there is none; add a line/u],
  ['outside: heartbeat ', 'outside: off ', /^vans\.yaml:14:12: .*outside is off/u],
  ['feierabend: 1', 'feierabend: 2', /^vans\.yaml:1:13: Expected "1"/u],
  [
    'purpose: dispatch',
    'week: x\npurpose: dispatch',
    /^vans\.yaml:7:1: .*map keys must be unique/u,
  ],
  ['key: 04', 'key: 05', /^vans\.yaml:17:32: Expected a P-256 public key/u],
  ['name: Service', 'name: &a Service', undefined],
  ['  fri:', '  __proto__:', /^vans\.yaml:8:3: .*this can be no key; remove it\.$/u],
  ['purpose: dispatch', '[a, b]: c\npurpose: dispatch', /^vans\.yaml:3:1: .*this can be no key/u],
  ['purpose: dispatch', 'purpose: *a', /^vans\.yaml:3:10: .*an alias stands here/u],
  ['retention:', sos('fleet-ofice'), /^vans\.yaml:15:21: .*did you mean "fleet-office"\?$/u],
  ['retention:', sos('fleet-office, fleet-office'), /^vans\.yaml:15:35: .*is there twice/u],
  ['retention:', sos(''), /^vans\.yaml:15:20: .*the list is empty/u],
  ['retention:', sos('fleet-office', '1 s'), /^vans\.yaml:15:43: .*"1 s" lies outside/u],
  ['week:', 'week: [x]\nwork:', /^vans\.yaml:6:7: Expected a group of keys for "week"/u],
] as const;

describe('a mistake in a policy file', () => {
  it.each(mistakes)('%j written as %j is found at its place', (from, to, wanted) => {
    const found = problems(from, to);
    if (wanted === undefined) expect(found).toEqual([]);
    else expect(found[0]).toMatch(wanted);
  });

  it('does not hide the others', () => {
    const text = houseExample
      .replace('Europe/Berlin', 'Europe/Berln')
      .replace('12:30-16:30', '11:00-16:30, x')
      .replace('retention: 30 d', 'retention: long')
      .replace('10 min', 'often');
    const parsed = parse(text);
    expect(parsed.ok ? [] : parsed.problems.map(({ line, code }) => [line, code])).toEqual([
      [4, 'POLICY_ZONE'],
      [7, 'POLICY_WINDOW_OVERLAP'],
      [7, 'POLICY_WINDOW'],
      [12, 'POLICY_QUANTITY'],
      [15, 'POLICY_QUANTITY'],
    ]);
  });

  it('is one problem when a key is mistyped, not two', () => {
    expect(problems('retention', 'retenton')).toHaveLength(1);
  });

  it('is named when the file is empty, no policy, too long, or two documents', () => {
    const came = ['', 'hello', '- a', 'x'.repeat(policySourceCharactersMax + 1), 'a: b\n---\nc: d']
      .map(parse)
      .map((parsed) => (parsed.ok ? '' : parsed.problems[0]?.message));
    expect(came[0]).toBe('Expected a group of keys for the policy, but it is something else');
    expect(came[1]).toBe(came[0]);
    expect(came[2]).toBe(came[0]);
    expect(came[3]).toMatch(/65537 characters/u);
    expect(came[4]).toMatch(/a second document begins/u);
  });
});
