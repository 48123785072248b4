import type { FaultyFlash } from '../hardware/faulty-flash.ts';
import type { BackupRtc } from '../hardware/backup-rtc.ts';
import type { SeededRandom } from '../hardware/seeded-random.ts';
import type { VirtualDevice } from '../hardware/virtual-device.ts';
import type { Fault, FaultName } from './faults.ts';
import type { SimNetwork } from './sim-network.ts';
import type { SimReceiver } from './sim-receiver.ts';
import type { TwoClocks } from './two-clocks.ts';

export interface FaultTargets {
  readonly clocks: TwoClocks;
  /** World time zero, in Unix milliseconds. */
  readonly startMs: number;
  readonly dice: SeededRandom;
  readonly network: SimNetwork;
  readonly receiver: SimReceiver;
  readonly rtc: BackupRtc;
  readonly device: VirtualDevice;
  /** Undefined in a life without faults of flash. */
  readonly flash: FaultyFlash | undefined;
}

/** One operation of a hundred. */
const flashErrorRate = 0.01;
/** A line of this many bytes arrives at once. */
const noiseChunkBytes = 64;

/** Puts every fault on the clock of the world. One that began before the life is injected at its first instant. */
export function injectFaults(faults: readonly Fault[], targets: FaultTargets): void {
  const { world } = targets.clocks;
  const begin = beginnings(targets);
  for (const { name, value, atS } of faults) {
    const delayMs = Math.max(0, atS * 1000 - targets.startMs);
    world.after(delayMs, () => begin[name](value));
  }
}

function beginnings(targets: FaultTargets): Readonly<Record<FaultName, (value: number) => void>> {
  const { clocks, network, receiver, rtc, device, dice, flash } = targets;
  const span = (turn: (change: 1 | -1) => void) => (durationMs: number) => {
    turn(1);
    clocks.world.after(durationMs, () => turn(-1));
  };
  const rate = (set: (rate: number) => void) => {
    let spans = 0;
    return span((change) => {
      spans += change;
      set(spans === 0 ? 0 : flashErrorRate);
    });
  };
  let cuts = 0;
  return {
    'power.cut': span((change) => {
      cuts += change;
      if (cuts === 0) device.powerOn();
      else device.powerOff();
    }),
    'clock.drift': (ppm) => clocks.setDrift(ppm),
    'clock.leap': (byMs) => receiver.leap(byMs),
    'clock.cell': span((change) => rtc.cell(change < 0)),
    'flash.bad': (blocks) => flash?.breakBlocks(blocks),
    'flash.wear': (enduranceErases) => flash?.fail({ enduranceErases }),
    'flash.decay': (bytes) => flash?.decay(bytes),
    'flash.read': rate((readErrorRate) => flash?.fail({ readErrorRate })),
    'flash.program': rate((programErrorRate) => flash?.fail({ programErrorRate })),
    'gnss.outage': span((change) => receiver.outage(change)),
    'gnss.silence': span((change) => receiver.silence(change)),
    'gnss.noise': span((change) => receiver.noise(change)),
    'link.outage': span((change) => network.outage(change)),
    'link.silence': span((change) => network.silence(change)),
    'link.repeat': span((change) => network.repeat(change)),
    'serial.noise': (bytes) => {
      for (let left = bytes; left > 0; left -= noiseChunkBytes) {
        device.serialReceived(dice.bytes(Math.min(left, noiseChunkBytes)));
      }
    },
  };
}
