import type { GroupResult } from './measure-group.ts';

/** Ours, the others, ours as a part of what each of them needs, and what was promised. */
export function groupText({ title, figures, rows, judgedFrom }: GroupResult): string {
  const [ours, ...others] = Object.keys(figures);
  const columns = [ours ?? '', ...others, ...others.map((name) => `/ ${name}`)];
  const head = ['figure'.padEnd(44), ...columns.map((name) => name.padStart(15))].join('');
  const lines = rows.map(({ figure, name, digits, amount, isMore, timesMqttjs, verdict }) => {
    const values = Object.values(figures).map((one) => one[figure]);
    const [own = Number.NaN, ...rest] = values;
    const cells = [
      ...values.map((value) => value.toFixed(digits)),
      ...rest.map((value) => (own / value).toFixed(2)),
    ];
    const sign = isMore === true ? '>=' : '<=';
    const goal = `${sign} ${amount} or ${sign} ${timesMqttjs.toFixed(2)} x MQTT.js: ${verdict}`;
    return `${name.padEnd(44)}${cells.map((cell) => cell.padStart(15)).join('')}  ${goal}`;
  });
  const isJudged = rows.every(({ verdict }) => verdict !== 'not judged');
  const note = isJudged ? '' : `the goals are for ${judgedFrom} devices and more\n`;
  return `\n${title}\n${head}\n${lines.join('\n')}\n${note}`;
}
