import { leakSelfTest } from '@feierabend/firmware-sim/leak/self-test';
import { canaryChannels, type CanaryChannel } from './evidence.ts';
import { evidenceOf, needlesOf } from './judge.ts';
import type { Life } from './life.ts';

export interface Planting {
  readonly channel: CanaryChannel;
  readonly planted: number;
  readonly found: number;
}

/** Plants a canary in every encoding into what a real life left in each channel: a search that misses one proves nothing. */
export function plantCanaries(life: Life, seed: number): Planting[] {
  const needles = needlesOf(life, ({ kind }) => kind === 'withheld');
  const evidence = evidenceOf(life, []);
  return canaryChannels.map((channel): Planting => {
    const host = channel === 'serial' ? 'serial' : 'log';
    const taps = evidence
      .filter((piece) => piece.channel === channel)
      .map(({ atMs, bytes }) => ({ channel: host, atMs, bytes }) as const);
    const outcomes = leakSelfTest(needles, taps, { seed, channels: [host] });
    const own = outcomes.filter(
      (outcome) => (outcome.channel === 'decoded') === (channel === 'decoded'),
    );
    return { channel, planted: own.length, found: own.filter(({ found }) => found).length };
  });
}
