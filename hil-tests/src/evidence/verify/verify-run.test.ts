import { readFileSync } from 'node:fs';

import { trustedKeyOf } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { runFiles } from '../write-run.ts';
import { mismatchCodes } from './mismatch.ts';
import { forged, good, key, ownTools, sample, testOf, type Files } from './forging.test-data.ts';
import { tamperings } from './tamperings.test-data.ts';
import { verifyRun } from './verify-run.ts';
import { verificationText } from './verify-text.ts';

const verify = (files: Files, trusted = [trustedKeyOf(key)]) =>
  verifyRun({ files, strange: [] }, { trusted, ...ownTools });

describe('the folder as it was written', () => {
  test('verifies, with signature, journal and receipt', () => {
    const verification = verify(new Map(good.files));
    expect(verification.mismatches).toEqual([]);
    expect(verification.signature).toEqual({
      standing: 'verified',
      keyId: key.keyId,
      name: 'Ada Beispiel',
      role: 'controller',
      signedAt: '2026-11-24T08:00:00.000Z',
    });
    expect(verification.proofs).toBe(2);
    const text = verificationText(verification);
    expect(text).toContain('by Ada Beispiel, controller');
    expect(text).toContain('the tests are those of its suites. Ada Beispiel has signed all of it.');
  });

  test('verifies with its places kept, and without anybody to trust', () => {
    const { files } = runFiles({ ...sample, keepPlaces: true });
    const verification = verify(new Map(files), []);
    expect(verification.mismatches).toEqual([]);
    expect(verification.signature).toEqual({ standing: 'none' });
    const named = verify(new Map(good.files), []);
    expect(named.mismatches).toEqual([]);
    expect(named.signature.standing).toBe('unchecked');
    expect(verificationText(verification)).toContain('does not show who has written it');
    expect(verificationText(named)).toContain('--trust would tell');
  });

  test('may hold a broken journal where a test has failed because of it', () => {
    const files = forged((record) => {
      const one = testOf(record, 'deletion/');
      one.outcome = 'FAIL';
      const [attempt] = one.attempts;
      if (attempt === undefined) expect.unreachable();
      attempt.outcome = 'FAIL';
      attempt.fault = { message: 'the journal does not verify' };
      record.devices = {};
      for (const { attachments } of attempt.phases) {
        for (const attachment of attachments) delete attachment.device;
      }
      for (const { attachments } of record.tests
        .flatMap(({ attempts }) => attempts)
        .flatMap(({ phases }) => phases)) {
        for (const attachment of attachments) delete attachment.device;
      }
    });
    expect(verify(files, []).mismatches).toEqual([]);
  });
});

describe('a folder in which', () => {
  test.each(tamperings.map((one) => [one.what, one] as const))('%s is found', (_, one) => {
    const verification = verify(one.files());
    const { mismatches } = verification;
    expect([...new Set(mismatches.map(({ code }) => code))].toSorted()).toEqual(
      [...one.found].toSorted(),
    );
    const text = verificationText(verification);
    expect(text).toContain('do not rely on this folder');
    // No line of a folder that is refused stands before that it is, nor at the edge like one that holds.
    expect(text).toMatch(/^(?:ABORTED|RUNNING|REFUSED): /u);
    expect(text).not.toMatch(/^(?:run|clauses:|signed|tools:)/mu);
  });

  test('every kind of mismatch has such a case', () => {
    const covered = new Set(tamperings.flatMap(({ found }) => found));
    expect([...covered].toSorted()).toEqual(Object.keys(mismatchCodes).toSorted());
  });

  test('every kind of mismatch stands in the documents', () => {
    const page = readFileSync(new URL('../../../../docs/hil/evidence.md', import.meta.url), 'utf8');
    const rows = Object.entries(mismatchCodes).map(
      ([code, means]) => `| \`${code}\` | ${means} |\n`,
    );
    expect(page).toContain(`| --- | --- |\n${rows.join('')}<!-- end -->`);
  });
});
