import { expect, it } from 'vitest';

import { listenTarget } from './listen-target.ts';

it('takes a socket path as long as the system does, counted in bytes', () => {
  for (const path of ['a'.repeat(107), `${'ä'.repeat(53)}a`]) {
    expect(listenTarget(path)).toEqual({ path });
  }
});

it.each([['a'.repeat(108)], ['ä'.repeat(54)]])(
  'refuses a longer one in a sentence instead of cutting it',
  (path) => {
    expect(() => listenTarget(path)).toThrow(
      /^Expected a socket path of at most 107 bytes, but it has 108; give a shorter path/u,
    );
  },
);
