/**
 * The code of a TypeScript or JavaScript file, with comments and the insides of strings, templates and regular
 * expressions replaced by spaces. Lines and columns stay where they were.
 *
 * A scanner, not a parser: whether `/` divides or opens a regular expression is told by the token in front of it.
 */
export function codeText(text: string, options: { keepStrings?: boolean } = {}): string {
  let code = '';
  let at = 0;
  const templateDepths: number[] = [];
  let depth = 0;
  while (at < text.length) {
    const start = at;
    const character = text[at] ?? '';
    if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) {
      at = endOf(text, at, '\n') - 1;
      code += blank(text.slice(start, at));
    } else if (text.startsWith('/*', at)) {
      at = endOf(text, at + 2, '*/');
      code += blank(text.slice(start, at));
    } else if (character === "'" || character === '"') {
      at = endOfQuoted(text, at + 1, character);
      code += options.keepStrings === true ? text.slice(start, at) : inside(text.slice(start, at));
    } else if (character === '/' && opensRegExp(code)) {
      at = endOfRegExp(text, at + 1);
      code += inside(text.slice(start, at));
    } else if (character === '`' || (character === '}' && templateDepths.at(-1) === depth)) {
      if (character === '}') templateDepths.pop();
      at = endOfTemplatePart(text, at + 1);
      code += inside(text.slice(start, at));
      if (text[at - 1] === '{') templateDepths.push(depth);
    } else {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      code += character;
      at += 1;
    }
  }
  return code;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/gu, ' ');
}

/** Keeps the delimiters, so that an empty literal still stands where the full one stood. */
function inside(literal: string): string {
  return literal.length < 2
    ? literal
    : `${literal[0]}${blank(literal.slice(1, -1))}${literal.at(-1)}`;
}

function endOf(text: string, from: number, terminator: string): number {
  const found = text.indexOf(terminator, from);
  return found < 0 ? text.length + (terminator === '\n' ? 1 : 0) : found + terminator.length;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return Math.min(at + 1, text.length);
}

/** The end of a template's text: behind its closing backtick, or behind the `${` of the next expression. */
function endOfTemplatePart(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === '`') return at + 1;
    if (text.startsWith('${', at)) return at + 2;
    at += text[at] === '\\' ? 2 : 1;
  }
  return text.length;
}

function endOfRegExp(text: string, from: number): number {
  let at = from;
  let inClass = false;
  while (at < text.length && text[at] !== '\n') {
    if (text[at] === '[') inClass = true;
    if (text[at] === ']') inClass = false;
    if (text[at] === '/' && !inClass) return at + 1;
    at += text[at] === '\\' ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function opensRegExp(codeBefore: string): boolean {
  const before = codeBefore.trimEnd();
  if (before === '') return true;
  if (/(?:^|[^\w$.])(?:return|typeof|case|in|of|void|yield|await)$/u.test(before)) return true;
  return /[(,=:[!&|?{};+\-*%<>~^]$/u.test(before);
}
