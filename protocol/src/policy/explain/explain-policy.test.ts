import { describe, expect, it } from 'vitest';

import { samplePolicy } from '../sample-policy.suite.ts';
import type { CompiledPolicy } from '../policy.ts';
import { zoneOffsets } from '../source/zone.ts';
import { explainPolicy, policyWords } from './explain-policy.ts';
import { explainQuestion } from './explain-question.ts';
import { explainLanguages, type ExplainLanguage } from './words.ts';

const at = (utc: string) => Date.parse(utc) / 1000;
const nowS = at('2026-11-23T09:00Z');
const all = (policy: CompiledPolicy, language: ExplainLanguage) =>
  explainPolicy(policy, { language, nowS }).flatMap(({ sentences }) => sentences);
const ask = (question: string, language: ExplainLanguage, change: Partial<CompiledPolicy> = {}) => {
  const answer = explainQuestion({ ...samplePolicy, ...change }, question, { language, nowS });
  return answer.ok ? answer.value : [answer.fault.code];
};

describe('the explanation of a policy', () => {
  it('says in German what a driver wants to know', () => {
    expect(all(samplePolicy, 'de')).toEqual(
      expect.arrayContaining([
        'Montag, 23. November 2026, 10:00 Uhr: Positionen verlassen das Gerät.',
        'Montag bis Donnerstag: 08:00 bis 12:00 Uhr und 12:30 bis 16:30 Uhr.',
        'Samstag bis Sonntag: nie.',
        'Höchstens eine Position alle 10 Sekunden in Fahrt, und eine alle 10 Minuten im Stand.',
        'Pausen sind privat: 12:00 bis 12:30 Uhr.',
        'Es meldet jede Stunde, dass es lebt, und nicht, wo es ist.',
        'Sonntag, 28. März 2027: Die Uhr springt von 02:00 Uhr vor auf 03:00 Uhr.',
        'Sonntag, 31. Oktober 2027: Die Uhr geht von 03:00 Uhr zurück auf 02:00 Uhr.',
        'Die Regel endet am Montag, 1. November 2027, 00:00 Uhr. Von da an ist das Gerät geschlossen.',
      ]),
    );
  });

  it('says the same in English, sentence by sentence', () => {
    const [german, english] = (['de', 'en'] as const).map((language) =>
      explainPolicy(samplePolicy, { language, nowS }).map(({ sentences }) => sentences.length),
    );
    expect(english).toEqual(german);
    expect(all(samplePolicy, 'en')).toEqual(
      expect.arrayContaining([
        'Monday to Thursday: 08:00 to 12:00 and 12:30 to 16:30.',
        'It says every hour that it is alive, and not where.',
        'On 2 dates nothing is captured: Friday, 25 December 2026; Saturday, 26 December 2026.',
        'Sunday, 28 March 2027: the clock goes from 02:00 forward to 03:00.',
        'The hours of capture are not touched by it.',
      ]),
    );
  });

  it('says which hours a change of the clock takes or repeats', () => {
    const night = [{ startMin: 90, endMin: 150 }];
    const policy = { ...samplePolicy, week: Array.from({ length: 7 }, () => night) };
    expect(all(policy, 'en')).toEqual(
      expect.arrayContaining([
        'Of the hours of capture, 02:00 to 02:30 does not take place.',
        'Of the hours of capture, 02:00 to 02:30 takes place twice.',
      ]),
    );
  });

  it('finds the hour that is repeated before midnight, and the one skipped after it', () => {
    const { validFromS, validUntilS } = samplePolicy;
    const late = [{ startMin: 1400, endMin: 1440 }];
    const early = [{ startMin: 0, endMin: 30 }];
    const santiago = {
      ...samplePolicy,
      timeZone: 'America/Santiago',
      offsets: zoneOffsets('America/Santiago', validFromS, validUntilS),
      exceptions: [],
    };
    const weekOf = (windows: typeof late) => ({ week: Array.from({ length: 7 }, () => windows) });
    expect(all({ ...santiago, ...weekOf(late) }, 'en')).toContain(
      'Of the hours of capture, 23:20 to 24:00 takes place twice.',
    );
    expect(all({ ...santiago, ...weekOf(early) }, 'en')).toContain(
      'Of the hours of capture, 00:00 to 00:30 does not take place.',
    );
  });

  it('tells people what they can do, and what a theft opens', () => {
    const policy: CompiledPolicy = {
      ...samplePolicy,
      privateSwitch: true,
      theftRecovery: { intervalS: 300, durationS: 172_800 },
    };
    expect(all(policy, 'de')).toEqual(
      expect.arrayContaining([
        'Die Person am Gerät kann es jederzeit von Hand schließen.',
        'Nur nach einer unterschriebenen Diebstahlsmeldung verlässt es alle 5 Minuten eine Position; ' +
          'Dauer: 2 Tage.',
        'Im Notfall kann eine Weisung mit zwei Unterschriften Positionen zu jeder Zeit freigeben, ' +
          'von da an und für höchstens 3 Tage; das Licht kündigt es vor der ersten an.',
      ]),
    );
  });

  it('tells a person what a call for help opens, and for whom', () => {
    const sos = { recipients: [0], intervalS: 30, durationS: 3600 };
    expect(all({ ...samplePolicy, sos }, 'de')).toContain(
      'Ruft die Person am Gerät um Hilfe, verlässt es alle 30 Sekunden eine genaue Position, ' +
        'zu jeder Zeit; Dauer: 1 Stunde; öffnen können sie nur: fleet-office.',
    );
    expect(all(samplePolicy, 'en')).toContain('A call for help from the device names no place.');
  });

  it('does not call hours private where there are none', () => {
    const week = Array.from({ length: 7 }, () => [{ startMin: 0, endMin: 1440 }]);
    expect(all({ ...samplePolicy, week, exceptions: [] }, 'en')).toContain(
      'There are no private hours: it is open day and night.',
    );
    const never = { week: Array.from({ length: 7 }, () => []), exceptions: [] };
    expect(all({ ...samplePolicy, ...never }, 'en')).toContain(
      'There are no hours in which positions are captured.',
    );
  });

  it.each(explainLanguages)(
    'has whole sentences in %s, and nothing left to fill in',
    (language) => {
      for (const sentence of all({ ...samplePolicy, zoneData: '2025c' }, language)) {
        expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
        expect(sentence).not.toMatch(/undefined|null|NaN|\$\{/u);
      }
    },
  );

  it('has the same entries in every language', () => {
    const keys = Object.keys(policyWords.en).toSorted();
    expect(Object.keys(policyWords.de).toSorted()).toEqual(keys);
  });
});

describe('a question about a moment', () => {
  it.each(['next Saturday 03:00', 'nächsten Samstag um 3 Uhr', 'Sa. 3:00', '2026-11-28T03:00'])(
    '%j is next Saturday at three',
    (question) => {
      expect(ask(question, 'en')).toEqual([
        'Saturday, 28 November 2026, 03:00: no position leaves the device, and none is stored.',
        'It is outside the hours of work.',
        'It says every hour that it is alive, and not where.',
        'The next position can leave it on Monday, 30 November 2026, 08:00.',
      ]);
    },
  );

  it.each([
    ['today 12:10', 'Monday, 23 November 2026, 12:10: no position'],
    ['morgen 8:00', 'Tuesday, 24 November 2026, 08:00: positions'],
    ['Monday 11:00', 'Monday, 23 November 2026, 11:00: positions'],
    ['next Monday 11:00', 'Monday, 30 November 2026, 11:00: positions'],
    ['Mo 8:00', 'Monday, 30 November 2026, 08:00: positions'],
    ['now', 'Monday, 23 November 2026, 10:00: positions'],
  ])('%j is about %s', (question, wanted) => {
    expect(ask(question, 'en')[0]).toContain(wanted);
  });

  it('in a break says so', () => {
    expect(ask('morgen 12:10', 'de')).toContain('Es ist Pause.');
  });

  it('after the end says that it never opens again', () => {
    expect(ask('2028-01-01 10:00', 'de')).toContain(
      'Die Regel ist abgelaufen, und eine abgelaufene öffnet nie wieder.',
    );
  });

  it('in the skipped hour says that there is none', () => {
    expect(ask('2027-03-28 02:30', 'de')).toEqual([
      'Sonntag, 28. März 2027, 02:30 Uhr, gibt es nicht: Die Uhr wird darüber hinweg vorgestellt.',
    ]);
  });

  it('in the repeated hour has two answers', () => {
    const week = Array.from({ length: 7 }, () => [{ startMin: 135, endMin: 165 }]);
    const answer = ask('2027-10-31 02:30', 'en', { week });
    expect(answer.filter((sentence) => sentence.includes('02:30'))).toEqual([
      'Sunday, 31 October 2027, 02:30 comes twice, because the clock is put back.',
      'Sunday, 31 October 2027, 02:30 (UTC+02:00): positions leave the device.',
      'Sunday, 31 October 2027, 02:30 (UTC+01:00): positions leave the device.',
    ]);
  });

  it.each(['', 'soon', 'Saturday', '03:00', 'Saturday Sunday 03:00', 'next next Monday 1:00'])(
    '%j is not understood',
    (question) => {
      expect(ask(question, 'en')).toEqual(['POLICY_QUESTION']);
    },
  );
});
