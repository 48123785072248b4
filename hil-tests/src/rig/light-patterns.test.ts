import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { expect, it } from 'vitest';

import {
  blinkingMs,
  lightWaveforms,
  patternOf,
  steadyMs,
  type LightSample,
} from './light-patterns.ts';

/** What a rig sees of a waveform: a sample each 20 ms, from some moment of it on. */
function samplesOf(
  waveform: readonly (readonly [boolean, number])[],
  fromMs: number,
  scale = 1,
): LightSample[] {
  const periodMs = waveform.reduce((sum, [, ms]) => sum + ms * scale, 0);
  const samples: LightSample[] = [];
  const lastsMs = periodMs === 0 ? steadyMs : blinkingMs;
  for (let ms = 0; ms <= lastsMs; ms += 20) {
    let at = periodMs === 0 ? 0 : (fromMs + ms) % periodMs;
    const phase = waveform.find(([, length]) => (at -= length * scale) < 0) ?? waveform[0];
    samples.push({ ms, isLit: phase?.[0] ?? false });
  }
  return samples;
}

const patterns = Object.entries(lightWaveforms) as [
  IndicatorPattern,
  (typeof lightWaveforms)['on'],
][];

it.each(patterns)('names %s from wherever in it one begins to look', (name, waveform) => {
  for (let fromMs = 0; fromMs < 2000; fromMs += 10) {
    expect(patternOf(samplesOf(waveform, fromMs))).toBe(name);
  }
});

it.each([0.9, 1.1])('names the patterns of a board whose clock runs %s times as fast', (scale) => {
  for (const [name, waveform] of patterns) {
    expect(patternOf(samplesOf(waveform, 70, 1 / scale))).toBe(name);
  }
});

it.each([
  [
    'half a second each',
    [
      [true, 500],
      [false, 500],
    ],
  ],
  [
    'a short flash a second',
    [
      [true, 150],
      [false, 850],
    ],
  ],
  [
    'three flashes',
    [
      [true, 150],
      [false, 150],
      [true, 150],
      [false, 150],
      [true, 150],
      [false, 1250],
    ],
  ],
  [
    'mains light',
    [
      [true, 20],
      [false, 20],
    ],
  ],
] as const)('has no name for %s', (_, waveform) => {
  expect(patternOf(samplesOf(waveform, 0))).toBeUndefined();
});

it('has no name for a light that changed its pattern meanwhile', () => {
  const fast = samplesOf(lightWaveforms['fast-blink'], 0).slice(0, 100);
  const slow = samplesOf(lightWaveforms['slow-blink'], 0).map((one) => ({
    ...one,
    ms: one.ms + 2000,
  }));
  expect(patternOf([...fast, ...slow])).toBeUndefined();
});
