import { dayNumberOf, formatDayNumber, toHex, UsageError } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { batteryCost, batteryFacts, batteryLine } from './battery-cost.ts';
import { lintFacts, lintLine } from './policy-findings.ts';
import { readPolicyInput } from './read-policy-input.ts';
import { dayOf, hoursText, minutesOf, mondayOf, weekLines, weekOf } from './week-picture.ts';
import { weekSvg } from './week-svg.ts';

/** The week as a picture: what is captured when, and what it costs the battery. */
export async function previewPolicy(
  { world, clock }: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const policy = await readPolicyInput(world, file);
  const { compiled } = policy;
  const asked = options['week'] as string | undefined;
  const nowDay = dayOf(compiled, Math.max(clock.unixS(), compiled.validFromS));
  const monday = mondayOf(asked === undefined ? nowDay : dayAsked(asked));
  const days = weekOf(compiled, monday);
  const minutes = days.reduce((sum, { windows }) => sum + minutesOf(windows), 0);
  const validDays = days.filter(({ isOutside }) => !isOutside).length;
  const cost = validDays === 0 ? undefined : batteryCost(compiled, options['battery'] as number);
  const share = Math.round((1000 * minutes) / (7 * 1440)) / 10;
  const sum = `Captured  ${hoursText(minutes)} of 168 h this week (${share} %)`;
  const svg = options['svg'] as string | undefined;
  if (svg !== undefined) {
    const title = `${file}: week of ${formatDayNumber(monday)}, ${compiled.timeZone}`;
    const footer = `${sum.replace(/^Captured +/u, 'Captured ')}. Policy ${toHex(policy.digest)}`;
    const text = weekSvg(days, { title, footer });
    const replace = options['force'] === true;
    await world.writeFile(svg, new TextEncoder().encode(text), { secret: false, replace });
  }
  return {
    text: [
      ...weekLines(days),
      sum,
      cost === undefined ? noCost : `${batteryLine(cost)}${validDays < 7 ? whileValid : ''}`,
      ...policy.findings.map(lintLine),
      ...(svg === undefined ? [] : [`Drawing   ${svg}`]),
    ],
    result: {
      file,
      digest: toHex(policy.digest),
      timeZone: compiled.timeZone,
      capturedMinutes: minutes,
      days: days.map(({ date, windows, isException, isOutside }) => ({
        date,
        windows: windows.map(({ startMin, endMin }) => ({ startMin, endMin })),
        exception: isException,
        valid: !isOutside,
      })),
      validDays,
      battery: cost === undefined ? null : batteryFacts(cost),
      findings: lintFacts(policy.findings),
      svg: svg ?? null,
    },
  };
}

const whileValid = ', on the days when the policy is valid';
const noCost =
  'Battery   no figure: the policy is valid on no day of this week, and the device is closed';

function dayAsked(text: string): number {
  const day = dayNumberOf(text);
  if (day !== undefined) return day;
  throw new UsageError({
    code: 'PREVIEW_WEEK',
    expected: 'a date such as 2026-12-21 for --week',
    came: `"${text}" is none`,
    next: 'write year, month and day',
  });
}
