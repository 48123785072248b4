import { describe, expect, it } from 'vitest';

import type { EndOfLife, SeenMessage } from '../checkers/checker.ts';
import { nothingLeft } from '../checkers/leftover.ts';
import type { Judge } from '../virtual/carrier.ts';
import { OrderedJudge } from './ordered-judge.ts';

const topic = 'feierabend/1/acme/van/report';
const bytes = (text: string) => new TextEncoder().encode(text);
const end: EndOfLife = {
  atMs: 9,
  days: 1,
  energy: {
    receiverOnMs: 0,
    receiverAcquiringMs: 0,
    attaches: 0,
    bursts: 0,
    messages: 0,
    bytesOnAir: 0,
  },
  payloadBytes: 0,
  boots: 0,
  fixesTaken: 0,
  left: nothingLeft,
};

function watched(): { readonly told: string[]; readonly judge: OrderedJudge } {
  const told: string[] = [];
  const judge: Judge = {
    sent: ({ atMs }) => told.push(`sent ${atMs}`),
    seen: ({ atMs, payload }) => told.push(`seen ${new TextDecoder().decode(payload)} ${atMs}`),
    will: ({ topic: on }) => told.push(`will ${on}`),
    acknowledged: ({ atMs }) => told.push(`acknowledged ${atMs}`),
    answered: ({ atMs }) => told.push(`answered ${atMs}`),
    fed: ({ atMs }) => told.push(`fed ${atMs}`),
    finish: ({ atMs }) => told.push(`finish ${atMs}`),
  };
  return { told, judge: new OrderedJudge(judge) };
}

describe('the judge of a device behind a broker', () => {
  it('is told everything in the order of the device, however late it comes', () => {
    const { told, judge } = watched();
    judge.fed({ atMs: 1, latitudeE7: 0, longitudeE7: 0 });
    judge.expect({ atMs: 2, topic, payload: bytes('a') });
    judge.expect({ atMs: 3, topic, payload: bytes('b') });
    judge.fed({ atMs: 4, latitudeE7: 0, longitudeE7: 0 });
    judge.arrived(topic, bytes('b'));
    expect(told).toEqual(['fed 1']);
    judge.will({ atMs: 9, topic: 'status', payload: bytes('gone') });
    judge.arrived(topic, bytes('a'));
    expect(told).toEqual(['fed 1', 'will status', 'seen a 2', 'seen b 3', 'fed 4']);
  });

  it('is told what the device wanted to be kept for whoever comes, though the subscriber cannot see that', () => {
    const kept: (boolean | undefined)[] = [];
    const { judge: told } = watched();
    const judge = new OrderedJudge(
      Object.assign(told, { seen: ({ retained }: SeenMessage) => void kept.push(retained) }),
    );
    judge.expect({ atMs: 2, topic, payload: bytes('a'), retained: true });
    judge.expect({ atMs: 2, topic, payload: bytes('b'), retained: false });
    judge.arrived(topic, bytes('a'));
    judge.arrived(topic, bytes('b'));
    expect(kept).toEqual([true, false]);
  });

  it('does not see what never came, and sees what nobody has sent', () => {
    const { told, judge } = watched();
    judge.expect({ atMs: 2, topic, payload: bytes('a') });
    judge.acknowledged({ atMs: 3, handedMs: 2, channel: 'report', payload: bytes('a') });
    judge.arrived(topic, bytes('another'));
    judge.arrived(topic.replace('van', 'bus'), bytes('a'));
    judge.finish(end);
    expect(told).toEqual(['seen another 2', 'seen a 2', 'acknowledged 3', 'finish 9']);
  });
});
