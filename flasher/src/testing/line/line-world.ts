import type { FlasherEvent } from '../../output/event.ts';
import { FakeDevice, type FakeDeviceOptions } from '../fake-device.ts';
import { ManualClock } from '../manual-clock.ts';
import { imageFiles, testImage } from '../test-images.ts';
import type { LineNoise } from './line-noise.ts';
import { preload, runInVirtualTime, type VirtualRun } from './run-in-virtual-time.ts';
import { SimulatedLine } from './simulated-line.ts';

export const oldVersion = '1.0.0';
export const newVersion = '1.0.1';

const bufferBytes = 384;
const bufferCount = 4;
const argv = ['flash', 'new.img', '--trust', 'key.pub.pem', '--port', 'tcp://line:1'];

export interface LineWorldOptions {
  readonly clock?: ManualClock;
  readonly noise?: LineNoise;
  readonly device?: Partial<FakeDeviceOptions>;
}

/** A device of version 1.0.0 at the end of a simulated line, and the image of 1.0.1 on the host. */
export class LineWorld {
  readonly clock: ManualClock;
  readonly device: FakeDevice;
  readonly line: SimulatedLine;
  private readonly files = imageFiles();

  constructor({ clock = new ManualClock(), noise, device = {} }: LineWorldOptions = {}) {
    this.clock = clock;
    this.device = new FakeDevice({
      runningImage: testImage(0),
      bufferBytes,
      bufferCount,
      ...device,
    });
    this.line = new SimulatedLine({
      clock: this.clock,
      device: this.device,
      baudRate: 115_200,
      latencyMs: 10,
      bootMs: 700,
      bufferBytes,
      bufferCount,
      ...(noise === undefined ? {} : { spoil: (bytes: Uint8Array) => noise.spoil(bytes) }),
    });
  }

  /** What runs, by the word of the device. */
  get running(): string {
    return this.device.slots.states[0]?.version ?? 'nothing';
  }

  /** Power of the device goes and comes back. */
  powerCycle(): void {
    this.device.powerCycle();
    this.line.deafen();
  }

  /** `flasher flash new.img`, in simulated time; throws when it hangs. */
  async flash(onEvent?: (event: FlasherEvent) => void): Promise<VirtualRun> {
    const { files, clock, line } = this;
    const io = {
      readFile: (path: string) => Promise.resolve(files.get(path) ?? new Uint8Array()),
      openLink: () => line.open('line'),
      ...(onEvent === undefined ? {} : { onEvent }),
    };
    await preload(argv, io);
    return runInVirtualTime(argv, clock, io);
  }
}
