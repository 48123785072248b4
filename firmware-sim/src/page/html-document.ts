import { Markup, markup } from './markup.ts';

export interface HtmlDocument {
  readonly language: string;
  readonly title: string;
  readonly style: string;
  readonly body: readonly (Markup | undefined)[];
}

/**
 * A whole page: no network, no script, readable in print and in the dark. The content security policy in it makes a browser hold
 * us to that.
 */
export function htmlDocument({ language, title, style, body }: HtmlDocument): string {
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${body.map(
  (part) => markup`${part}
`,
)}
</main>
</body>
</html>
`.text;
}
