import type { IndicatorPattern } from '@feierabend/firmware-sim';

import type { Waveform } from './emulated/avr-board.ts';

/** How the patterns of the indicator look on a board of ours (docs/hil/rig.md). */
export const lightWaveforms: Readonly<Record<IndicatorPattern, Waveform>> = {
  off: [[false, 0]],
  on: [[true, 0]],
  'slow-blink': [
    [true, 1000],
    [false, 1000],
  ],
  'fast-blink': [
    [true, 150],
    [false, 150],
  ],
  'double-flash': [
    [true, 150],
    [false, 150],
    [true, 150],
    [false, 1550],
  ],
};

/** A light that has not changed for so long does not blink. */
export const steadyMs = 2200;
/** So long is looked at one that does. */
export const blinkingMs = 4500;

export interface LightSample {
  readonly ms: number;
  readonly isLit: boolean;
}

/**
 * Names the pattern of a light that was sampled for {@link steadyMs} without a change, or for {@link blinkingMs}. Undefined when
 * it is none of ours: a tolerance of a third separates them all.
 */
export function patternOf(samples: readonly LightSample[]): IndicatorPattern | undefined {
  const phases = phasesOf(samples);
  if (phases.length === 1) return samples[0]?.isLit === true ? 'on' : 'off';
  // What began before or ends after the samples has no length.
  const whole = phases.slice(1, -1);
  const lit = whole.filter(({ isLit }) => isLit).map(({ ms }) => ms);
  const dark = whole.filter(({ isLit }) => !isLit).map(({ ms }) => ms);
  if (lit.length === 0 || dark.length === 0) return undefined;
  if (lit.every(isAbout(1000)) && dark.every(isAbout(1000))) return 'slow-blink';
  if (!lit.every(isAbout(150))) return undefined;
  if (dark.every(isAbout(150))) return 'fast-blink';
  const isDouble = dark.every((ms, at) =>
    at === 0
      ? isAbout(150)(ms) || isAbout(1550)(ms)
      : isAbout((dark[at - 1] ?? 0) > 500 ? 150 : 1550)(ms),
  );
  return isDouble && dark.length > 1 ? 'double-flash' : undefined;
}

interface Phase {
  readonly isLit: boolean;
  readonly ms: number;
}

/** How long the light stayed as it was, one after the other. */
export function phasesOf(samples: readonly LightSample[]): readonly Phase[] {
  const phases: Phase[] = [];
  let from = samples[0];
  for (const sample of samples) {
    if (from === undefined || sample.isLit === from.isLit) continue;
    phases.push({ isLit: from.isLit, ms: sample.ms - from.ms });
    from = sample;
  }
  const last = samples.at(-1);
  if (from !== undefined && last !== undefined) {
    phases.push({ isLit: from.isLit, ms: last.ms - from.ms });
  }
  return phases;
}

function isAbout(wantedMs: number): (ms: number) => boolean {
  return (ms) => ms > wantedMs * (2 / 3) && ms < wantedMs * (4 / 3);
}
