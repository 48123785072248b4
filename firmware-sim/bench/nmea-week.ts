import { evaluatePolicy, type CompiledPolicy } from '@feierabend/protocol';

import { Receiver } from '../src/route/receiver.ts';
import { Sky } from '../src/route/sky.ts';
import { writeGga, writeRmc } from '../src/route/nmea-writer.ts';
import { SeededRandom } from '../src/hardware/seeded-random.ts';
import { Journey } from '../src/world/journey.ts';
import { localOf } from '../src/world/local-time.ts';

/** What a receiver says in one second. */
export interface SpokenSecond {
  readonly timeS: number;
  readonly text: Uint8Array;
}

/** RMC and GGA once a second, in the windows of the policy and in a minute before the first. Made before any clock runs. */
export function nmeaWeek(policy: CompiledPolicy, fromS: number, untilS: number): SpokenSecond[] {
  const dice = new SeededRandom(7);
  const receiver = new Receiver(dice.fork('receiver'), dice.fork('multipath'));
  const sky = new Sky(dice.fork('sky'));
  const journey = new Journey(dice.fork('journey'));
  const local = localOf(policy);
  const encoder = new TextEncoder();
  const seconds: SpokenSecond[] = [];
  let heard = sky.observe(0);
  for (let timeS = fromS; timeS < untilS; timeS += 1) {
    const isStart = timeS < fromS + 60;
    if (!isStart && !evaluatePolicy(policy, timeS).open) continue;
    const fix = receiver.observe(journey.at(local(timeS)));
    if (timeS % 5 === 0) heard = sky.observe(timeS % 86_400);
    const text = `${writeRmc(timeS * 1000, fix)}\r\n${writeGga(timeS * 1000, fix, heard)}\r\n`;
    seconds.push({ timeS, text: encoder.encode(text) });
  }
  return seconds;
}
