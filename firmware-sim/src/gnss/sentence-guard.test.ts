import { describe, expect, test } from 'vitest';

import { sealSentence } from './checksum.ts';
import { SentenceGuard, type SentenceGuardOptions, type SkipReason } from './sentence-guard.ts';

const RMC = '$GPRMC,124022.00,A,4810.8509,N,01133.9095,E,008.5,171.1,010409,002.0,E,A*3B';
const GGA = '$GPGGA,124022.00,4810.8509,N,01133.9095,E,1,04,23.9,-0704.5,M,0046.3,M,,*41';

function guard(text: string, options: SentenceGuardOptions = {}) {
  const subject = new SentenceGuard(options);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const texts = [...subject.push(bytes), ...subject.end()].map((sentence) => sentence.text);
  const skipped = Object.fromEntries(
    Object.entries(subject.counts.skipped).filter(([, count]) => count > 0),
  ) as Partial<Record<SkipReason, number>>;
  return { texts, skipped, accepted: subject.counts.accepted };
}

describe('the sentence guard', () => {
  test('passes sound sentences with their parts named', () => {
    const subject = new SentenceGuard();
    const [sentence] = subject.push(new TextEncoder().encode(`${RMC}\r\n`));
    expect(sentence).toMatchObject({ raw: RMC, text: RMC, talker: 'GP', type: 'RMC' });
    expect(sentence?.fields[9]).toBe('010409');
  });

  test.each(['\r\n', '\n', '\r', '\r\r\n', ''])('takes %j as the end of a line', (lineEnd) => {
    expect(guard(RMC + lineEnd + GGA + lineEnd).texts).toEqual([RMC, GGA]);
  });

  test('brings lower case to upper case and renews the checksum', () => {
    const lower = sealSentence(RMC.slice(1, -3).toLowerCase()).toLowerCase();
    expect(guard(`${lower}\n`)).toEqual({ texts: [RMC], skipped: {}, accepted: 1 });
  });

  test('takes any talker, and names a maker’s own sentence by its maker', () => {
    const subject = new SentenceGuard();
    const bytes = new TextEncoder().encode(
      `${sealSentence('GNRMC,,V,,,,,,,,,,N')}\n${sealSentence('PSTI,030,1')}\n`,
    );
    expect(subject.push(bytes).map(({ talker, type }) => [talker, type])).toEqual([
      ['GN', 'RMC'],
      ['P', 'STI'],
    ]);
  });

  test.each<[SkipReason, string]>([
    ['checksum', RMC.replace('4810', '4811')],
    ['no-checksum', RMC.slice(0, -3)],
    ['malformed', RMC.replace('*3B', '*3G')],
    ['malformed', RMC.replace('N', 'N\u0007')],
    ['malformed', RMC.replace('N', 'N\u00e9')],
    ['malformed', sealSentence('GP,1')],
    ['malformed', sealSentence('HELLO WORLD')],
    ['empty', '$'],
    ['empty', '$*00'],
    ['torn', RMC.slice(0, -1)],
    ['overlong', sealSentence(`GPTXT,${'A'.repeat(300)}`)],
    ['noise', 'AT+QGPS=1'],
  ])('counts one %s and goes on: %j', (reason, line) => {
    const { texts, skipped } = guard(`${line}\r\n${GGA}\r\n`);
    expect(texts).toEqual([GGA]);
    expect(skipped).toEqual({ [reason]: 1 });
  });

  test('finds the sentence that a torn one runs into', () => {
    expect(guard(`${RMC.slice(0, 30)}${GGA}\r\n`)).toEqual({
      texts: [GGA],
      skipped: { torn: 1 },
      accepted: 1,
    });
  });

  test('finds sentences behind a prefix and does not count the prefix', () => {
    expect(guard(`12:40:22.113 ${RMC}\n\\s:r1*4A\\${GGA}\n`).texts).toEqual([RMC, GGA]);
  });

  test('accepts a missing checksum where that is asked for, and adds it', () => {
    const bare = RMC.slice(0, -3);
    expect(guard(`${bare}\n${GGA}`, { checksums: 'optional' }).texts).toEqual([RMC, GGA]);
    expect(guard(bare, { checksums: 'optional' }).texts).toEqual([RMC]);
  });

  test('learns that a receiver writes no checksums, after ten sentences', () => {
    const bare = GGA.slice(0, -3);
    const lines = Array.from({ length: 12 }, () => `${bare}\r\n`).join('');
    const learned = guard(lines, { checksums: 'learned' });
    expect(learned).toEqual({ texts: [GGA, GGA], skipped: { 'no-checksum': 10 }, accepted: 2 });
  });

  test.each([
    ['sound', RMC],
    ['wrong', `${RMC.slice(0, -1)}C`],
  ])('takes no bare sentence ever again once there was a %s checksum', (_name, checked) => {
    const bare = `${GGA.slice(0, -3)}\r\n`.repeat(15);
    const mixed = guard(`${bare}${checked}\r\n${bare}`, { checksums: 'learned' });
    expect(mixed.texts.filter((text) => text === GGA)).toHaveLength(5);
    expect(mixed.skipped['no-checksum']).toBe(25);
  });

  test('does not take the rest of a sentence at the end of the stream for a whole one', () => {
    expect(guard(RMC.slice(0, 40))).toEqual({ texts: [], skipped: { torn: 1 }, accepted: 0 });
  });
});
