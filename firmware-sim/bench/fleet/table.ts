import type { GroupResult, Table } from './measure-group.ts';

const nameWidth = 48;
const cellWidth = 13;

/** Ours, the others, ours as a part of what each of them needs, and what was promised. */
export function groupText({ title, figures, tables, judgedFrom }: GroupResult): string {
  const isJudged = tables.every(({ rows }) =>
    rows.every(({ verdict }) => verdict !== 'not judged'),
  );
  const note = isJudged ? '' : `the goals are for ${judgedFrom} devices and more\n`;
  return `\n${title}\n${tables.map((table) => tableText(table, figures)).join('')}${note}`;
}

function tableText({ what, client, beside, rows }: Table, figures: GroupResult['figures']): string {
  const names = [client, ...beside];
  const columns = [...names, ...beside.map((name) => `/ ${name}`)];
  const line = (name: string, cells: readonly string[], end: string) =>
    `${name.padEnd(nameWidth)}${cells.map((cell) => cell.padStart(cellWidth)).join('')}  ${end}`.trimEnd();
  const lines = rows.map(({ figure, name, digits, isMore, limit, verdict }) => {
    // Who does not do it at all has 0.
    const values = names.map((one) => figures[one]?.[figure] ?? 0);
    const [own = 0, ...rest] = values;
    const cells = [
      ...values.map((value) => (value === 0 ? '' : value.toFixed(digits))),
      ...rest.map((value) => (value === 0 ? '' : (own / value).toFixed(2))),
    ];
    const sign = isMore === true ? '>=' : '<=';
    const goal =
      limit === undefined
        ? ''
        : `${sign} ${limit.amount} or ${sign} ${limit.timesMqttjs.toFixed(2)} x MQTT.js: ${verdict}`;
    return line(name, cells, goal);
  });
  return `${[line(what, columns, ''), ...lines].join('\n')}\n`;
}
