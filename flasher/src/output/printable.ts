import { stripVTControlCharacters } from 'node:util';

/** What a terminal can show of a foreign line without being led astray by it. */
export function printable(line: Uint8Array): string {
  const text = stripVTControlCharacters(new TextDecoder().decode(line));
  return text
    .replace(/[\r\n]+$/u, '')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\uFFFD]/gu, '.');
}
