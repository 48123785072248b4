import { escapeMarkup } from './markup.ts';

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 1.6rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ccc; }
  th { font-weight: 600; width: 15rem; } pre, code { font: 13px/1.45 ui-monospace, monospace; }
  pre { white-space: pre-wrap; } code { overflow-wrap: anywhere; }
  @page { size: A4; margin: 14mm; }
  @media print {
    body { margin: 0; padding: 0; max-width: none; font-size: 11.5px; line-height: 1.35; }
    pre, code { font-size: 10px; line-height: 1.35; } h2 { margin: .9rem 0 .2rem; }
    th, td { padding: .15rem .5rem .15rem 0; }
    tr, p { break-inside: avoid; } h2 { break-after: avoid; }
  }`;

/** A page that stands by itself, for print: no script, nothing from a network. */
export function htmlPage(title: string, body: readonly string[], language = 'en'): string {
  const heading = escapeMarkup(title);
  return [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8"><title>${heading}</title>`,
    `<style>${style}</style></head><body>`,
    `<h1>${heading}</h1>`,
    ...body,
    '</body></html>\n',
  ].join('\n');
}

/** Names and values, one row each. */
export function htmlTable(rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeMarkup(name)}</th><td><code>${escapeMarkup(value)}</code></td></tr>`,
  );
  return `<table>${cells.join('')}</table>`;
}
