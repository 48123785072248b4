import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../hardware/virtual-clock.ts';
import { FeedPlayer } from './feed-player.ts';

const feed = {
  name: 'test',
  epochs: [0, 1000, 1200, 5000].map((atMs) => ({ atMs: 1_000_000 + atMs, text: `${atMs}` })),
};

function play(fromMs: number) {
  const clock = new VirtualClock();
  clock.step(777);
  const heard: string[] = [];
  const say = (text: string) => void heard.push(`${text} at ${clock.uptimeMs() - 777}`);
  const player = new FeedPlayer(feed, {
    clock,
    fromMs,
    deliver: (bytes) => say(new TextDecoder().decode(bytes)),
    ended: () => say('end'),
  });
  const to = (uptimeMs: number) => {
    while (clock.step(777 + uptimeMs));
  };
  return { heard, player, to };
}

describe('a feed that is played', () => {
  it('says each epoch at its distance from the start, and when it is over', () => {
    const { heard, to } = play(1_000_000 - 500);
    to(1_600);
    expect(heard).toEqual(['0 at 500', '1000 at 1500']);
    to(9_000);
    expect(heard.slice(2)).toEqual(['1200 at 1700', '5000 at 5500', 'end at 5500']);
  });

  it('leaves out what lies before its start', () => {
    const { heard, to } = play(1_001_100);
    to(9_000);
    expect(heard).toEqual(['1200 at 100', '5000 at 3900', 'end at 3900']);
    const late = play(2_000_000);
    late.to(1);
    expect(late.heard).toEqual(['end at 0']);
  });

  it('can be stopped', () => {
    const { heard, to, player } = play(1_000_000);
    to(1_000);
    player.stop();
    to(9_000);
    expect(heard).toHaveLength(2);
  });
});
