import { policyDigest, encodePolicy } from '@feierabend/protocol';
import { beforeEach, describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { FakeNetwork } from '../../testing/fake-link.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import { noActs, type StandingActs } from '../modes/mode.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { SendGate } from '../gates/send-gate.ts';
import { Outbox, type OutboxEntry } from './outbox.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import { Uplink } from './uplink.ts';

const bytes = encodePolicy(testPolicy);
const own = policyDigest(bytes);
const other = new Uint8Array(32).fill(1);

const storageKey = new Uint8Array(32);

let network: FakeNetwork;
let flash: NorFlash;
let reads: number;
let outbox: Outbox;
let nowS: number | undefined;
let acts: Partial<StandingActs>;
let active: Pick<ActivePolicy, 'policy' | 'digest' | 'earlier'> | undefined;
let deletions: (readonly [string, number])[];

function makeUplink(): Uplink {
  const uplink = new Uplink({
    link: network.boot({
      connected: () => uplink.connected(),
      disconnected: () => uplink.disconnected(),
      published: (id) => uplink.published(id),
      received: () => {},
    }),
    outbox,
    gate: new SendGate(
      { nowS: () => nowS },
      () => active as ActivePolicy | undefined,
      () => ({ ...noActs, ...acts }),
    ),
    deleted: (reason, count) => void deletions.push([reason, count.frames]),
    acknowledged: () => {},
  });
  return uplink;
}

const store = (fromS: number, untilS: number, policyDigestOfFrame = own, positions = true) =>
  outbox.store({
    kind: 'records',
    positions,
    fromS,
    untilS,
    policyDigest: policyDigestOfFrame,
    frame: Uint8Array.of(fromS & 0xff),
  });

/** The frame of a session, and with another first byte one that it opens. */
const frameOf = (firstByte: number, session = 7) => Uint8Array.of(firstByte, 0, 0, 0, session, 1);
const key: OutboxEntry = {
  kind: 'session',
  positions: false,
  fromS: 0,
  untilS: 0,
  policyDigest: own,
  frame: frameOf(1),
};

beforeEach(() => {
  network = new FakeNetwork();
  flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  const read = flash.read.bind(flash);
  reads = 0;
  flash.read = (...place) => {
    reads += 1;
    return read(...place);
  };
  outbox = new Outbox(flash, storageKey);
  nowS = at(10);
  acts = {};
  active = { policy: testPolicy, digest: own, earlier: [other] };
  deletions = [];
});

describe('the uplink', () => {
  it('frees a frame when it is acknowledged, and not before', () => {
    const uplink = makeUplink();
    network.acknowledges = false;
    store(at(9), at(9, 10));
    uplink.connected();
    expect([network.delivered.length, outbox.size]).toEqual([0, 1]);
    network.up = true;
    expect([network.delivered.length, outbox.size]).toEqual([1, 1]);
    network.acknowledgeAll();
    expect(outbox.size).toBe(0);
  });

  it('has a few frames under way at once, and all of them in the end', () => {
    makeUplink();
    network.acknowledges = false;
    for (let count = 0; count < 20; count += 1) store(at(9), at(9, 10));
    network.up = true;
    expect(network.waiting).toHaveLength(8);
    network.acknowledges = true;
    network.acknowledgeAll();
    expect([network.delivered.length, outbox.size]).toEqual([20, 0]);
  });

  it('hands over a frame once only, however often the network goes', () => {
    const uplink = makeUplink();
    network.acknowledges = false;
    store(at(9), at(9, 10));
    network.up = true;
    network.up = false;
    uplink.pump();
    network.up = true;
    expect(network.waiting).toHaveLength(1);
    network.acknowledgeAll();
    expect(outbox.size).toBe(0);
  });

  it('keeps positions back while the time is not known, and lets the rest pass', () => {
    const uplink = makeUplink();
    nowS = undefined;
    store(at(9), at(9, 10));
    store(at(9), at(9, 10), own, false);
    network.up = true;
    expect([network.delivered.length, outbox.size]).toEqual([1, 1]);
    nowS = at(10);
    uplink.pump();
    expect(outbox.size).toBe(0);
  });

  it('keeps positions back while there is no policy', () => {
    makeUplink();
    active = undefined;
    store(at(9), at(9, 10));
    network.up = true;
    expect([network.delivered.length, outbox.size, deletions]).toEqual([0, 1, []]);
  });

  it('deletes what the policy in force would not have allowed', () => {
    makeUplink();
    store(at(9), at(9, 10), other);
    store(at(11, 55), at(12, 5), other);
    store(at(13), at(20), other);
    store(at(7), at(7, 10), other);
    store(at(7), at(7, 10), other, false);
    network.up = true;
    expect(network.delivered).toHaveLength(2);
    expect([outbox.size, deletions]).toEqual([0, [['policy', 3]]]);
  });

  it('doubts the device that stored what its own policy does not allow', () => {
    makeUplink();
    store(at(11, 55), at(12, 5));
    store(at(11, 55), at(12, 35));
    store(at(20), at(20));
    network.up = true;
    expect(network.delivered).toEqual([]);
    expect([outbox.size, deletions]).toEqual([0, [['doubt', 3]]]);
  });

  it('sends what was taken in a window long after that window', () => {
    makeUplink();
    nowS = at(23);
    store(at(9), at(11, 59, 59));
    network.up = true;
    expect([network.delivered.length, outbox.size]).toEqual([1, 0]);
  });

  it('deletes what has outlived its retention, with or without a network, in one note', () => {
    const uplink = makeUplink();
    store(at(9), at(9, 10));
    store(at(9, 10), at(9, 20), own, false);
    nowS = at(9) + testPolicy.retentionS;
    uplink.sweep();
    expect([outbox.size, deletions]).toEqual([2, []]);
    nowS = at(9, 30) + testPolicy.retentionS;
    uplink.sweep();
    expect([outbox.size, deletions]).toEqual([0, [['retention', 2]]]);
  });

  it('keeps a key as long as something waits that it opens, and no longer than its retention else', () => {
    const uplink = makeUplink();
    const page = { ...key, kind: 'journal', frame: frameOf(2) } as const;
    outbox.store({ ...key, fromS: at(9), untilS: at(24) });
    outbox.store({ ...key, fromS: at(9), untilS: at(24), frame: frameOf(1, 8) });
    outbox.store(page);
    nowS = at(24) + testPolicy.retentionS;
    uplink.sweep();
    expect([outbox.size, deletions]).toEqual([3, []]);
    nowS += 1;
    uplink.sweep();
    expect([outbox.waiting(), deletions]).toEqual([[0, 2], [['retention', 1]]]);
    // So it is over a reset, and when everything is judged anew.
    outbox = new Outbox(flash, storageKey);
    makeUplink().rejudge();
    expect(outbox.waiting()).toEqual([0, 2]);
    outbox.free(2);
    makeUplink().sweep();
    expect(outbox.waiting()).toEqual([]);
  });

  it('keeps the key of a batch that a restriction holds back', () => {
    acts = { restricted: true };
    const uplink = makeUplink();
    outbox.store({ ...key, fromS: at(9), untilS: at(24) });
    const batch = { ...key, kind: 'records', positions: true, frame: frameOf(2) } as const;
    outbox.store({ ...batch, fromS: at(9), untilS: at(9, 10) });
    nowS = at(48) + testPolicy.retentionS;
    uplink.sweep();
    expect(outbox.size).toBe(2);
    acts = {};
    uplink.sweep();
    uplink.sweep();
    expect([outbox.size, deletions]).toEqual([
      0,
      [
        ['retention', 1],
        ['retention', 1],
      ],
    ]);
  });

  it('reads nothing of flash to see that all that waits may stay, however much that is', () => {
    const uplink = makeUplink();
    for (let count = 0; count < 200; count += 1) store(at(9), at(9, 10));
    reads = 0;
    uplink.sweep();
    uplink.rejudge();
    expect(reads).toBe(0);
    nowS = at(24);
    uplink.sweep();
    expect([outbox.size, reads]).toEqual([200, 0]);
  });

  it('goes by what is in flash when it sends, though it knew something else', () => {
    makeUplink();
    store(at(9), at(9, 10));
    store(at(9), at(9, 10));
    flash.erase(flashMap.outbox.at);
    // Authentic, in the very same place, and stored by a device that went wrong.
    outbox = new Outbox(flash, storageKey);
    store(at(20), at(20), other);
    network.up = true;
    expect([network.delivered.map(({ id }) => id), deletions]).toEqual([[1], [['policy', 1]]]);
  });

  it('sends the frame stored last as it was sealed, and reads no flash for it', () => {
    const uplink = makeUplink();
    network.up = true;
    network.acknowledges = false;
    store(at(9), at(9, 10));
    reads = 0;
    uplink.pump();
    expect([network.waiting.length, reads]).toEqual([1, 0]);
  });

  it('deletes the frame stored last like any other when the policy was tightened since', () => {
    const uplink = makeUplink();
    network.up = true;
    store(at(9), at(9, 10));
    active = {
      policy: { ...testPolicy, week: testPolicy.week.map(() => []) },
      digest: other,
      earlier: [own],
    };
    uplink.pump();
    expect([network.delivered, outbox.size, deletions]).toEqual([[], 0, [['policy', 1]]]);
  });

  it('judges a long withheld span by its end', () => {
    const uplink = makeUplink();
    nowS = at(9) + testPolicy.retentionS;
    store(at(0), at(9), own, false);
    uplink.sweep();
    expect(outbox.size).toBe(1);
  });

  it('takes back what a tightened policy forbids while it waits in the link, and says so', () => {
    const uplink = makeUplink();
    network.acknowledges = false;
    network.copies = 0;
    store(at(9), at(9, 10));
    store(at(11), at(11, 10));
    store(at(11), at(11, 10), own, false);
    network.up = true;
    network.up = false;
    expect(network.waiting).toHaveLength(3);
    const morning = testPolicy.week.map(() => [{ startMin: 480, endMin: 600 }]);
    active = { policy: { ...testPolicy, week: morning }, digest: other, earlier: [own] };
    uplink.rejudge();
    expect(network.waiting.map(({ id }) => id)).toEqual([0, 2]);
    expect(deletions).toEqual([['policy', 1]]);
    network.copies = 1;
    network.up = true;
    expect(network.delivered.map(({ id }) => id)).toEqual([0, 2]);
  });

  it('asks the gate before the link sends again what it was given', () => {
    makeUplink();
    network.acknowledges = false;
    store(at(9), at(9, 10));
    network.up = true;
    network.up = false;
    nowS = undefined;
    network.up = true;
    expect([network.delivered.length, network.waiting.length, outbox.size]).toEqual([1, 0, 1]);
    network.up = false;
    nowS = at(9) + testPolicy.retentionS + 3600;
    network.up = true;
    expect([network.delivered.length, outbox.size]).toEqual([1, 0]);
    expect(deletions).toEqual([['retention', 1]]);
  });

  it('keeps what the link has no room for, and goes on when there is room', () => {
    makeUplink();
    network.acknowledges = false;
    network.roomFor = 2;
    for (let count = 0; count < 5; count += 1) store(at(9), at(9, 10));
    network.up = true;
    expect([network.waiting.length, outbox.size]).toEqual([2, 5]);
    network.acknowledgeAll();
    network.acknowledgeAll();
    network.acknowledgeAll();
    expect([network.delivered.map(({ id }) => id), outbox.size]).toEqual([[0, 1, 2, 3, 4], 0]);
  });

  it('tells the network when a frame is to be forgotten', () => {
    makeUplink();
    store(at(9), at(9, 10));
    store(at(9), at(9, 10), own, false);
    outbox.store({ ...key, untilS: at(24) });
    outbox.store({ ...key, kind: 'journal' });
    network.up = true;
    expect(network.delivered.map(({ expiryS }) => expiryS)).toEqual([
      testPolicy.retentionS - 3600,
      testPolicy.retentionS - 3600 + 10 * 60,
      undefined,
      undefined,
    ]);
  });
});
