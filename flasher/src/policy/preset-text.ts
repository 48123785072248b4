import { dayNumberOf, formatDayNumber, UsageError } from '@feierabend/protocol';
import { policyPresets, type PresetBlanks } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { holidaysEdit } from './edit/policy-edit.ts';
import { recipientKeyHex } from './recipient-key.ts';

const validDays = 365;
const reviewDays = 182;

/** A preset with the blanks filled in: what was not said begins tomorrow and holds for a year. */
export async function presetText(
  context: CommandContext,
  key: string,
  options: Options,
): Promise<string> {
  const preset = policyPresets.find((one) => one.key === key);
  if (preset === undefined) throw unknownPreset(key);
  return preset.write(await blanksFrom(context, options));
}

async function blanksFrom(
  { world, clock }: CommandContext,
  options: Options,
): Promise<PresetBlanks> {
  const text = (name: string) => options[name] as string | undefined;
  const today = Math.floor(clock.unixS() / 86_400);
  const [validFrom, validUntil] = text('valid')?.split('..') ?? [];
  const from = text('from') ?? validFrom ?? formatDayNumber(today + 1);
  const fromDay = dayNumberOf(from) ?? today + 1;
  const [recipient = 'controller', recipientKey] = text('recipient')?.split('=') ?? [];
  const keyHex =
    recipientKey === undefined ? undefined : await recipientKeyHex(world, recipientKey);
  return {
    name: text('name') ?? 'Policy',
    timeZone: text('zone') ?? 'Europe/Berlin',
    from,
    until: text('until') ?? validUntil ?? formatDayNumber(fromDay + validDays - 1),
    review: text('review') ?? formatDayNumber(fromDay + reviewDays),
    holidays: holidaysText(text('holidays') ?? 'DE'),
    recipient: { name: recipient, ...(keyHex === undefined ? {} : { keyHex }) },
  };
}

function holidaysText(text: string): string {
  const { value } = holidaysEdit(text);
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  const pairs = Object.entries(value as Record<string, string>);
  return `{ ${pairs.map(([name, code]) => `${name}: ${code}`).join(', ')} }`;
}

function unknownPreset(came: string): UsageError {
  return new UsageError({
    code: 'POLICY_PRESET',
    expected: `a preset: ${policyPresets.map(({ key }) => key).join(', ')}`,
    came: `"${came}" is none`,
    next: 'name one of them',
  });
}
