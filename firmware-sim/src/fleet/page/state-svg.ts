import { markup, type Markup } from '../../page/markup.ts';
import { percentText } from '../../page/number-text.ts';
import { textures } from '../../page/textures.ts';
import { timeAxis } from '../../page/time-axis.ts';
import type { RunRecord } from '../result/run-record.ts';
import { faultMarks } from './fault-marks.ts';
import { fleetWords } from './fleet-words.ts';
import type { StateBand, StateGroup } from './state-bands.ts';

const plotPx = 180;
const axisPx = 26;
const words = fleetWords.states;

/** Colour and texture of a state, as the ribbon of a single device has them. */
const classes: Readonly<Record<StateGroup, string>> = {
  recording: 'captured',
  exception: 'nothing',
  private: 'withheld',
  untrusted: 'no-fix',
};

interface StateSpan extends Pick<RunRecord, 'fromS' | 'untilS' | 'timeZone' | 'faults'> {
  readonly stepS: number;
}

/**
 * Areas on top of each other. They are cut out of whole rectangles, so that they take any width and their textures are not
 * stretched with it.
 */
export function stateSvg(
  bands: readonly StateBand[],
  { fromS, untilS, stepS, timeZone, faults }: StateSpan,
): Markup {
  const marks = faultMarks(faults, { fromS, untilS });
  const xOf = (step: number) => Math.min(1, (step * stepS) / (untilS - fromS));
  let below: readonly number[] = bands[0]?.steps.map(() => 0) ?? [];
  const areas = bands.map(({ group, steps }) => {
    const above = steps.map((share, step) => share + (below[step] ?? 0));
    const path = areaPath(below, above, xOf);
    below = above;
    return markup`<clipPath id="area-${group}" clipPathUnits="objectBoundingBox"><path d="${path}"/></clipPath>
<rect class="${classes[group]}" width="100%" height="${plotPx}" clip-path="url(#area-${group})"/>
`;
  });
  return markup`<svg class="states" role="img" aria-labelledby="states-title states-text" width="100%" height="${marks.heightPx + plotPx + axisPx}">
<title id="states-title">${words.label}</title>
<desc id="states-text">${words.spoken(bands.flatMap(bandTexts).join(', '))}</desc>
${textures}
${marks.bars}
<g transform="translate(0 ${marks.heightPx})">
<rect class="empty" width="100%" height="${plotPx}"/>
${areas}
${[0, 0.5, 1].map((share) => shareLine(share))}
${timeAxis({ fromS, untilS, timeZone }, plotPx)}
</g>
</svg>`;
}

/** What the textures mean, and how much of the time of all devices each has. */
export function stateLegend(bands: readonly StateBand[]): Markup {
  return markup`<ul class="legend">${bands.map(
    (
      band,
    ) => markup`<li><svg width="22" height="13" aria-hidden="true"><rect class="${classes[band.group]}" width="22"
height="13"/></svg>${words.names[band.group]} <span>${bandTexts(band).join(', ')}</span></li>
`,
  )}</ul>`;
}

function bandTexts({ modes }: StateBand): readonly string[] {
  return modes.map(
    ({ mode, share }) =>
      `${mode} ${share < 0.005 && share > 0 ? '<' : ''}${percentText(Math.max(share, share > 0 ? 0.01 : 0))}`,
  );
}

/** Along the upper edges from left to right, and back along the lower ones; from 0 to 1 in both directions, y down. */
function areaPath(
  below: readonly number[],
  above: readonly number[],
  xOf: (step: number) => number,
): string {
  const edge = (shares: readonly number[]) =>
    shares.flatMap((share, step) => [
      [xOf(step), 1 - share],
      [xOf(step + 1), 1 - share],
    ]);
  const points = [...edge(above), ...edge(below).toReversed()];
  return `M${points.map(([x = 0, y = 0]) => `${fixed(x)} ${fixed(y)}`).join('L')}Z`;
}

function shareLine(share: number): Markup {
  const y = plotPx * (1 - share);
  return markup`<line class="tick faint" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="row" x="2" y="${
    share === 1 ? y + 14 : y - 4
  }">${share === 0 ? '' : percentText(share)}</text>
`;
}

function fixed(value: number): string {
  return String(Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000);
}
