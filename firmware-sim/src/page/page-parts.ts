import { markup, type Markup } from './markup.ts';
import { byteText, wholeText } from './number-text.ts';

/** A section with its heading; `id` is where links lead. */
export function section(id: string, title: string, body: Markup | readonly Markup[]): Markup {
  return markup`<section class="long" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}</section>
`;
}

export function note(text: string): Markup {
  return markup`<p class="note">${text}</p>
`;
}

export function badge(text: string, kind: string): Markup {
  return markup`<span class="outcome ${kind}">${text}</span>`;
}

export function tile(name: string, value: string, unit?: string): Markup {
  const small = unit === undefined ? undefined : markup` <small>${unit}</small>`;
  return markup`<div><dt>${name}</dt><dd>${value}${small}</dd></div>`;
}

/** The number that has to be nought. */
export function zeroTile(name: string, value: number): Markup {
  const kind = value === 0 ? 'zero' : 'alarm';
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${wholeText(value)}</dd></div>`;
}

/** `64 B`, `4.1 kB`: the same in every language. */
export function sizeText(bytes: number): string {
  return bytes < 1000 ? `${wholeText(bytes)} B` : byteText(bytes);
}

export type Fact = readonly [name: string, value: string | Markup];

/** Names and values, one row each. */
export function facts(rows: readonly Fact[]): Markup {
  return markup`<dl class="facts">${rows.map(
    ([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}
