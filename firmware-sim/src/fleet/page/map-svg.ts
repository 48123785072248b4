import {
  fixed,
  gridLines,
  lengthText,
  mapPlane,
  roundLengthM,
  scaleBar,
} from '../../page/map-plane.ts';
import { markup, type Markup } from '../../page/markup.ts';
import { countText, durationText } from '../../page/number-text.ts';
import { fleetWords } from './fleet-words.ts';
import type { GeneratedTracks } from './generated-tracks.ts';
import { note } from '../../page/page-parts.ts';

const words = fleetWords.map;

/** Undefined is a page that was made without the plan. */
export function mapPart(tracks: GeneratedTracks | undefined): Markup {
  if (tracks === undefined) return note(words.none);
  const { lines, parked, hours } = tracks;
  if (lines.length + parked.length === 0) return note(words.nothing);
  const plane = mapPlane([...lines.flat(), ...parked]);
  const barM = roundLengthM(160 / plane.unitsPerM);
  const counts = [
    ...(lines.length === 0 ? [] : [countText(lines.length, 'track')]),
    ...(parked.length === 0 ? [] : [countText(parked.length, 'parked vehicle')]),
  ].join(' and ');
  return markup`<svg class="track" role="img" aria-labelledby="map-title map-text" viewBox="0 0 ${plane.width} ${plane.height}">
<title id="map-title">${words.label}</title>
<desc id="map-text">${words.spoken({ tracks: counts, scale: lengthText(barM) })}</desc>
${gridLines(plane, barM)}
${lines.map((line) => {
  const path = line.map(plane.toPlane).map(({ x, y }) => `${fixed(x)} ${fixed(y)}`);
  return markup`<path class="way generated" d="M${path.join('L')}"/>
`;
})}
${parked.map(plane.toPlane).map(
  ({ x, y }) => markup`<circle class="parked" cx="${fixed(x)}" cy="${fixed(y)}" r="3"/>
`,
)}
${scaleBar(plane, barM)}
</svg>
${note(words.note({ tracks: counts, hours: durationText(hours * 3600) }))}`;
}
