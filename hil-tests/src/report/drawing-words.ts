import type { RibbonState } from './ribbon.ts';
import { countText } from '@feierabend/firmware-sim/page/number-text';

/** The words in and around a ribbon and a track, in one language. */
export interface DrawingWords {
  readonly ribbon: string;
  readonly allows: string;
  readonly recorded: string;
  readonly allowed: string;
  readonly states: Readonly<Record<RibbonState, string>>;
  readonly reason: (reason: string) => string;
  readonly span: (from: string, until: string) => string;
  /** The whole ribbon, for those who do not see it. */
  readonly spokenRibbon: (allowed: string, recorded: string) => string;
  readonly track: string;
  readonly noTrack: string;
  readonly start: string;
  readonly end: string;
  readonly spokenTrack: (facts: TrackFacts) => string;
}

interface TrackFacts {
  readonly positions: number;
  readonly pieces: number;
  readonly from: string;
  readonly until: string;
  readonly scale: string;
}

/** How a drawing is placed on a page. */
export interface DrawingOptions {
  readonly words?: DrawingWords;
  /** Tells its parts from those of other drawings of the page. */
  readonly id?: string;
  /** The textures of the ribbon are part of it, unless another drawing of the page brought them. */
  readonly hasTextures?: boolean;
}

export const englishDrawing: DrawingWords = {
  ribbon: 'Ribbon of the day',
  allows: 'the policy allows',
  recorded: 'the tracker recorded',
  allowed: 'allowed',
  states: {
    captured: 'captured',
    withheld: 'withheld',
    'no-fix': 'no fix',
    nothing: 'unexplained',
  },
  reason: (reason) => reason,
  span: (from, until) => `${from} to ${until}`,
  spokenRibbon: (allowed, recorded) =>
    `The policy allows ${allowed || 'nothing'}. The tracker recorded: ${recorded}.`,
  track: 'Captured track',
  noTrack: 'No position was captured, so there is no track to draw.',
  start: 'start',
  end: 'end',
  spokenTrack: ({ positions, pieces, from, until, scale }) =>
    `${countText(positions, 'position')} in ${countText(pieces, 'piece')}, from ${from} to ${until}. ` +
    `Gaps are not drawn. North is up; the scale bar is ${scale} long.`,
};
