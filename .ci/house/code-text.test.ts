import { describe, expect, it } from 'vitest';

import { codeText } from './code-text.ts';

describe('codeText', () => {
  it('blanks comments and keeps lines and columns', () => {
    const text = 'a; // b\n/* c\n d */ e;\n';
    expect(codeText(text)).toBe('a;     \n    \n      e;\n');
  });

  it('blanks the insides of strings, unless asked to keep them', () => {
    expect(codeText(`x('a"b', "c'd");`)).toBe(`x('   ', "   ");`);
    expect(codeText(`x('// no comment');`, { keepStrings: true })).toBe(`x('// no comment');`);
    expect(codeText(String.raw`x('it\'s'); y`)).toBe(`x('     '); y`);
  });

  it('blanks a template but not the code inside it', () => {
    expect(codeText('`a ${b({ c: `d` })} e` + f')).toBe(
      '`  {b({ c: ` ` })}  ` + f'.replace('  {', '   {'),
    );
  });

  it('tells a regular expression from a division', () => {
    expect(codeText(`a = /['"/]+/u; b = c / d; // e`)).toBe(`a = /      /u; b = c / d;     `);
    expect(codeText('return /"/u;')).toBe('return / /u;');
  });

  it('ends at the end of an unfinished file', () => {
    for (const text of ["'", '`', '/*', '//', '`${', '= /a', '#!x']) {
      expect(codeText(text)).toHaveLength(text.length);
    }
  });
});
