import { useCryptoEngine } from '@feierabend/protocol';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../hardware/native-crypto.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { policyText } from '../testing/policy-text.ts';
import { diceFaults } from './fault-text.ts';
import type { Fault } from './faults.ts';
import { Journey } from './journey.ts';
import { Life } from './life.ts';
import { compilePolicyText } from './policy-text.ts';
import { Witness, type WitnessedEvent } from './witness.ts';

const policy = await compilePolicyText(policyText, 'sleep policy');
const fromS = policy.validFromS;
const untilS = fromS + 26 * 3600;
/** The roads take longer to make than the lives to live. */
const journey = new Journey(new SeededRandom(7));

beforeAll(() => useCryptoEngine(nativeCrypto));

async function live(seed: number, faults: readonly Fault[], sleeps: boolean) {
  const events: WitnessedEvent[] = [];
  const witness = new Witness((event) => void events.push(event));
  const nmea = seed % 2 === 1;
  const life = new Life({ seed, fromS, untilS, policy, nmea, faults, witness, sleeps, journey });
  let slept = 0;
  await life.run(() => {
    if (life.device.isAsleep) slept += 1;
    return true;
  });
  const { boots, fixes, epochsWithheld, payloadBytes, waitingFrames, journalEntries } = life.counts;
  const counts = { boots, fixes, epochsWithheld, payloadBytes, waitingFrames, journalEntries };
  return { lived: { events, digests: witness.digests, counts }, slept };
}

describe('a firmware that sleeps whenever it can', () => {
  it('lives the same life as one that never does, byte for byte', async () => {
    const lives = fc.tuple(fc.nat(0xffff_ffff), fc.integer({ min: 0, max: 8 }));
    await fc.assert(
      fc.asyncProperty(lives, async ([seed, count]) => {
        const faults = diceFaults(new SeededRandom(seed), count, { fromS, untilS });
        const awake = await live(seed, faults, false);
        const sleepy = await live(seed, faults, true);
        expect(sleepy.lived).toEqual(awake.lived);
        expect([awake.slept, sleepy.slept > 0]).toEqual([0, true]);
      }),
      { numRuns: 2 },
    );
  }, 60_000);
});
