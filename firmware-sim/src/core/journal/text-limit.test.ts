import { describe, expect, it } from 'vitest';

import { cutText } from './text-limit.ts';

describe('a text with a limit', () => {
  it('stays as it is when it fits, to the byte', () => {
    expect(cutText('Grüße', 7)).toBe('Grüße');
  });

  it('ends in a mark when it was cut, and never inside a character', () => {
    expect(cutText('Grüße', 6)).toBe('Gr…');
    expect(cutText('ab👍cd', 7)).toBe('ab…');
    expect(cutText('x'.repeat(256), 128)).toBe(`${'x'.repeat(125)}…`);
  });
});
