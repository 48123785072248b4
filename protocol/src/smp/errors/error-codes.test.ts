import { describe, expect, test } from 'vitest';

import { describeSmpError, groupErrors, legacyCode } from './error-codes.ts';
import { BasicError } from './basic-errors.ts';
import { EnumerationError } from './enumeration-errors.ts';
import { FileError } from './file-errors.ts';
import { OsError } from './os-errors.ts';
import { StatisticsError } from './statistics-errors.ts';
import { ImageError } from './image-errors.ts';
import { McumgrError, mcumgrErrors } from './mcumgr-errors.ts';
import { SettingsError } from './settings-errors.ts';
import { TrackerError } from '../tracker-errors.ts';

const tables = { protocol: mcumgrErrors, ...groupErrors };
const all = Object.entries(tables).flatMap(([group, table]) =>
  Object.entries(table).map(([rc, text]) => ({ at: `${group}/${rc}`, ...text })),
);

test.each(all)('code $at ($name) has a name, a sentence and a next step', (text) => {
  expect(text.name).toMatch(/^[A-Z][A-Z_]*$/u);
  for (const part of [text.sentence, text.next]) {
    expect(part.length).toBeGreaterThan(12);
    expect(part).not.toMatch(/[.!]$/u);
    expect(part).not.toMatch(/^[A-Z]/u);
  }
});

describe('the tables are complete', () => {
  const codesOf = (named: Readonly<Record<string, number>>) =>
    Object.values(named).filter((rc) => rc !== 0);

  test.each([
    ['the protocol', codesOf(McumgrError), mcumgrErrors, 13],
    ['images', codesOf(ImageError), groupErrors[1] ?? {}, 34],
    ['the system', codesOf(OsError), groupErrors[0] ?? {}, 7],
    ['statistics', codesOf(StatisticsError), groupErrors[2] ?? {}, 5],
    ['settings', codesOf(SettingsError), groupErrors[3] ?? {}, 8],
    ['files', codesOf(FileError), groupErrors[8] ?? {}, 17],
    ['enumeration', codesOf(EnumerationError), groupErrors[10] ?? {}, 4],
    ['storage', codesOf(BasicError), groupErrors[63] ?? {}, 4],
    ['the tracker', codesOf(TrackerError), groupErrors[64] ?? {}, 20],
  ])('%s: every code from 1 up, each once', (_, named, table, last) => {
    const wanted = Array.from({ length: last }, (__, index) => index + 1);
    expect(Object.keys(table).map(Number)).toEqual(wanted);
    expect(named).toEqual(wanted);
    expect(new Set(Object.values(table).map(({ name }) => name)).size).toBe(last);
  });
});

test.each([
  [undefined, 8, 'NOTSUP'],
  [undefined, 300, 'USER_300'],
  [undefined, 99, 'RC_99'],
  [64, 7, 'OLD_SEQUENCE'],
  [64, 99, 'GROUP_64_RC_99'],
  [77, 1, 'GROUP_77_RC_1'],
])('group %s, code %i is called %s and has a next step', (group, rc, name) => {
  const text = describeSmpError(group, rc);
  expect(text.name).toBe(name);
  expect(text.next).not.toBe('');
});

test.each([
  [1, ImageError.noImage, McumgrError.noEntry],
  [1, ImageError.alreadyPending, McumgrError.badState],
  [1, ImageError.noMemory, McumgrError.noMemory],
  [1, ImageError.offsetMissing, McumgrError.invalid],
  [1, ImageError.flashWrite, McumgrError.unknown],
  [0, OsError.invalidFormat, McumgrError.invalid],
  [2, StatisticsError.invalidGroup, McumgrError.noEntry],
  [8, FileError.notFound, McumgrError.noEntry],
  [10, EnumerationError.tooManyGroups, McumgrError.invalid],
  // Zephyr answers a failed erase with success here; that is not copied.
  [63, BasicError.flashEraseFailed, McumgrError.unknown],
  [3, 5, McumgrError.unknown],
  [3, 3, McumgrError.noEntry],
  [64, TrackerError.needsSecondSignature, McumgrError.accessDenied],
  [64, TrackerError.noPolicy, McumgrError.noEntry],
  [9, 1, McumgrError.unknown],
])('group %i, code %i becomes code %i in SMP v1', (group, rc, legacy) => {
  expect(legacyCode(group, rc)).toBe(legacy);
});
