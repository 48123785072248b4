import { englishDrawing, type DrawingOptions } from './drawing-words.ts';
import { clockText } from '@feierabend/firmware-sim/page/local-time';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import type { RibbonSegment, TrackPoint } from './ribbon.ts';
import { trackLines } from './track-lines.ts';
import {
  fixed,
  gridLines,
  lengthText,
  roundLengthM,
  scaleBar,
} from '@feierabend/firmware-sim/page/map-plane';
import type { PlanePoint } from '@feierabend/firmware-sim/page/map-plane';
import { trackPlane, type TrackPlane } from './track-plane.ts';

/**
 * Captured positions as lines; a gap stays a gap. Private positions are no input, so they cannot be
 * drawn.
 */
export function trackSvg(
  track: readonly TrackPoint[],
  ribbon: readonly RibbonSegment[],
  timeZone: string,
  { words = englishDrawing, id = 'track' }: DrawingOptions = {},
): Markup {
  const plane = trackPlane(track);
  const lines = trackLines(track, ribbon);
  const first = lines[0]?.[0];
  const last = lines.at(-1)?.at(-1);
  if (first === undefined || last === undefined) {
    return markup`<p class="empty">${words.noTrack}</p>`;
  }
  const barM = roundLengthM(160 / plane.unitsPerM);
  const barText = lengthText(barM);
  const [from, until] = [clockText(first.timeS, timeZone), clockText(last.timeS, timeZone)];
  return markup`<svg class="track" role="img" aria-labelledby="${id}-title ${id}-text"
viewBox="0 0 ${plane.width} ${plane.height}">
<title id="${id}-title">${words.track}</title>
<desc id="${id}-text">${words.spokenTrack({
    positions: track.length,
    pieces: lines.length,
    from,
    until,
    scale: barText,
  })}</desc>
${gridLines(plane, barM)}
${lines.map((line) => trackLine(line.map(plane.toPlane)))}
${termini(plane, {
  start: { at: first, text: `${words.start} ${from}` },
  end: { at: last, text: `${words.end} ${until}` },
})}
${scaleBar(plane, barM)}
</svg>`;
}

function trackLine(points: readonly PlanePoint[]): Markup {
  const path = points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${fixed(x)} ${fixed(y)}`)
    .join('');
  const ends = [points[0], points.at(-1)].flatMap((end) =>
    end === undefined
      ? []
      : [markup`<circle class="loose" cx="${fixed(end.x)}" cy="${fixed(end.y)}" r="3"/>`],
  );
  return markup`<path class="way" d="${path}"/>${ends}
`;
}

interface Terminus {
  readonly at: TrackPoint;
  readonly text: string;
}

/** Marks of start and end. A round that ends where it began has one label for both. */
function termini(
  plane: TrackPlane,
  ends: { readonly start: Terminus; readonly end: Terminus },
): Markup {
  const [start, end] = [plane.toPlane(ends.start.at), plane.toPlane(ends.end.at)];
  const [startText, endText] = [ends.start.text, ends.end.text];
  if (Math.hypot(start.x - end.x, start.y - end.y) < togetherMax) {
    return label(plane, end, { text: `${startText}, ${endText}`, above: true, sign: 'end' });
  }
  const above = start.y <= end.y;
  return markup`${label(plane, start, { text: startText, above, sign: 'start' })}
${label(plane, end, { text: endText, above: !above, sign: 'end' })}`;
}

/** Nearer than this, in drawing units, two labels would lie on each other. */
const togetherMax = 40;

interface Label {
  readonly text: string;
  readonly above: boolean;
  readonly sign: 'start' | 'end';
}

function label(plane: TrackPlane, at: PlanePoint, { text, above, sign }: Label): Markup {
  const anchor = at.x > plane.width * 0.8 ? 'end' : at.x < plane.width * 0.2 ? 'start' : 'middle';
  const mark =
    sign === 'start'
      ? markup`<circle class="terminus" cx="${fixed(at.x)}" cy="${fixed(at.y)}" r="6"/>`
      : markup`<rect class="terminus" x="${fixed(at.x - 5.5)}" y="${fixed(at.y - 5.5)}" width="11"
height="11"/>`;
  return markup`${mark}<text class="name" x="${fixed(at.x)}"
y="${fixed(above ? at.y - 14 : at.y + 26)}" text-anchor="${anchor}">${text}</text>
`;
}
