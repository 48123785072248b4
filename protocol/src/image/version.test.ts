import { describe, expect, it } from 'vitest';

import { compareVersions, formatVersion, parseVersion } from './version.ts';

const parse = (text: string) => {
  const parsed = parseVersion(text);
  return parsed.ok ? parsed.value : expect.fail(parsed.fault.came);
};

describe('image version', () => {
  it.each(['0.0.0', '1.2.3', '1.2.3+4', '255.255.65535+4294967295'])(
    '%s reads and writes',
    (text) => {
      expect(formatVersion(parse(text))).toBe(text);
    },
  );

  it.each([
    '',
    '1',
    '1.2',
    '1.2.3.4',
    'v1.2.3',
    '1.2.3+',
    '1.2.3-rc1',
    '01.2.3',
    ' 1.2.3',
    '1.2.3\n',
    '256.0.0',
    '0.256.0',
    '0.0.65536',
    '0.0.0+4294967296',
    '99999999999.0.0',
  ])('%j is refused', (text) => {
    expect(parseVersion(text)).toMatchObject({ ok: false, fault: { code: 'IMAGE_VERSION' } });
  });

  it('orders by major, minor, revision, then build', () => {
    const ascending = ['0.0.0', '0.0.0+9', '0.0.10', '0.2.0', '0.10.0+1', '1.0.0', '10.0.0'].map(
      parse,
    );
    for (const [i, a] of ascending.entries()) {
      for (const [k, b] of ascending.entries()) {
        expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(i - k));
      }
    }
  });
});

it('leaves the build number out when asked, as boards do', () => {
  const [a, b] = [parse('1.2.3+1'), parse('1.2.3+2')];
  expect(compareVersions(a, b)).toBeLessThan(0);
  expect(compareVersions(a, b, { ignoreBuild: true })).toBe(0);
});
