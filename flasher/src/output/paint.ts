import { styleText } from 'node:util';

/** How a line for people looks; the plain one is the line itself. */
export type Paint = (line: string) => string;

export const plain: Paint = (line) => line;

const colours = { ok: 'green', warning: 'yellow', fault: 'red' } as const;

/** Verdicts get their colour, and the label in front of a line steps back. */
export const coloured: Paint = (line) => {
  const verdict = /^(ok|warning|fault)(?= {2})/u.exec(line)?.[1];
  if (verdict !== undefined) {
    const colour = colours[verdict as keyof typeof colours];
    return styleText(colour, verdict, { validateStream: false }) + line.slice(verdict.length);
  }
  const label = /^[A-Z][A-Za-z0-9 ]{1,12}? {2,}(?=\S)/u.exec(line)?.[0] ?? '';
  return styleText('dim', label, { validateStream: false }) + line.slice(label.length);
};
