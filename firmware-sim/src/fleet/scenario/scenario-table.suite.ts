import { z } from 'zod';

import { faultKinds } from './fault-schema.ts';
import { metricTable, type MetricName } from './metrics.ts';
import { scenarioShape } from './scenario-schema.ts';

/** The tables of docs/fleet/scenario.md, from the schema itself; each stands in the page under its name. */
export const scenarioTables = {
  scenario: () => fieldTable(scenarioShape),
  groups: () => fieldTable(elementOf(scenarioShape.shape.groups)),
  faults: () => [
    ['kind', 'what happens', 'its own fields'],
    ...Object.entries(faultKinds).map(([kind, shape]) => [
      `\`${kind}\``,
      shape.description ?? '',
      Object.entries(shape.shape)
        .filter(([name]) => !commonFields.has(name))
        .map(([name, field]) => `\`${name}\`: ${textOf(field)}`)
        .join('; '),
    ]),
  ],
  common: () => {
    const { shape } = faultKinds['clock-loss'];
    return fieldTable(z.strictObject({ at: shape.at, groups: shape.groups, share: shape.share }));
  },
  metrics: () => [
    ['metric', 'is', 'share of', 'what it counts'],
    ...(Object.keys(metricTable) as MetricName[]).map((name) => {
      const { form, quantity, of = '', text } = metricTable[name];
      return [`\`${name}\``, form === 'sum' ? 'sum' : `distribution (${quantity})`, of, text];
    }),
  ],
} as const satisfies Readonly<Record<string, () => string[][]>>;

const commonFields = new Set(['kind', 'at', 'groups', 'share']);

function fieldTable(shape: z.ZodObject): string[][] {
  return [
    ['field', 'when left out', 'what it is'],
    ...Object.entries(shape.shape).map(([name, field]) => [
      `\`${name}\``,
      defaultOf(field),
      textOf(field),
    ]),
  ];
}

/** The description stands at the field, or at what it wraps. */
function textOf(field: z.core.$ZodType): string {
  const { description } = z.globalRegistry.get(field) ?? {};
  if (description !== undefined) return description;
  const { innerType, in: input } = (field as z.ZodType).def as Inner;
  const inner = innerType ?? input;
  return inner === undefined ? '' : textOf(inner);
}

interface Inner {
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
}

function defaultOf(field: z.core.$ZodType): string {
  const parsed = z.safeParse(field, undefined);
  if (!parsed.success) return 'required';
  const { data } = parsed;
  if (data === undefined) return '';
  return Array.isArray(data) && data.length === 0 ? 'none' : `\`${JSON.stringify(data)}\``;
}

function elementOf(list: z.ZodArray): z.ZodObject {
  return list.element as unknown as z.ZodObject;
}

/** As Markdown, the way the formatter leaves it. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}
