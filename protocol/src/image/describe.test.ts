import { describe, expect, it } from 'vitest';

import { concatBytes } from '../bytes.ts';
import { buildImage } from './build.ts';
import { unmetDependencies } from './dependency-check.ts';
import { describeImage } from './describe.ts';
import { imagePublicKeyOf } from './signature/image-key.ts';

const signingKey = { kind: 'ecdsa-p256', bytes: new Uint8Array(32).fill(5) } as const;
const parts = {
  body: new Uint8Array(20),
  version: { major: 1, minor: 2, revision: 3, build: 4 },
  securityCounter: 7,
  boardId: new Uint8Array(16).fill(0xb0),
  dependencies: [{ image: 1, versionMin: { major: 2, minor: 0, revision: 0, build: 0 } }],
};
const image = buildImage({ ...parts, signingKey });

function factsOf(bytes: Uint8Array, ...keys: Parameters<typeof describeImage>[1] & object) {
  return describeImage(bytes, keys).facts.map(({ name, value, check }) => [name, value, check]);
}

describe('describeImage', () => {
  it('says everything the image says, and what was checked', () => {
    const facts = new Map(
      factsOf(image, imagePublicKeyOf(signingKey)).map(([name, ...rest]) => [name, rest]),
    );
    expect(Object.fromEntries(facts)).toMatchObject({
      version: ['1.2.3+4', undefined],
      header: ['32 bytes', undefined],
      body: ['20 bytes', undefined],
      'security counter': ['7', undefined],
      board: ['b0'.repeat(16), undefined],
      dependency: ['image 1 at 2.0.0 or above', undefined],
      hash: [expect.stringMatching(/^[0-9a-f]{64}$/u), 'good'],
      signature: [expect.stringMatching(/^ecdsa-p256, key [0-9a-f]{64}$/u), 'good'],
      image: [`${image.length} bytes`, undefined],
    });
  });

  it('does not judge a signature whose key it does not have', () => {
    expect(factsOf(image).find(([name]) => name === 'signature')?.[2]).toBeUndefined();
  });

  it('names what is bad: a changed byte, a missing signature', () => {
    const changed = image.slice();
    changed[40] = 1;
    expect(factsOf(changed)).toContainEqual(['hash', expect.any(String), 'bad']);
    expect(factsOf(buildImage(parts))).toContainEqual(['signature', 'none', 'bad']);
  });

  it('tells bytes behind the image from the image', () => {
    expect(factsOf(concatBytes(image, new Uint8Array(9)))).toContainEqual([
      'behind',
      '9 bytes',
      undefined,
    ]);
  });

  it('gives the fault of what is no image, and a meaning to every fact', () => {
    expect(describeImage(new Uint8Array(3))).toMatchObject({ fault: { code: 'IMAGE_SIZE' } });
    for (const { meaning } of describeImage(image).facts)
      expect(meaning).toMatch(/[a-z]{3}[^.]*$/u);
  });
});

describe('unmetDependencies', () => {
  const { dependencies } = parts;
  const version = (major: number, build = 0) => ({ major, minor: 0, revision: 0, build });

  it.each([
    ['the version itself', version(2), 0],
    ['a newer one', version(3), 0],
    ['an older one', version(1, 9), 1],
  ])('%s', (_, found, unmet) => {
    expect(unmetDependencies(dependencies, new Map([[1, found]]))).toHaveLength(unmet);
  });

  it('tells a missing image from an old one', () => {
    expect(unmetDependencies(dependencies, new Map())).toEqual(dependencies);
  });
});
