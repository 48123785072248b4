import type { LinkMessage } from '../core/ports.ts';
import type { GnssEpoch } from '../gnss/epoch.ts';
import type { VirtualClock } from '../hardware/virtual-clock.ts';
import type { VirtualDevice } from '../hardware/virtual-device.ts';
import type { SimNetwork } from './sim-network.ts';

/** What an observer around a device could see of its life. Times are Unix milliseconds. */
export interface LifeWatch {
  /** The device is connected to its broker. */
  attached(): void;
  /** It was connected, and is no more. */
  detached?(): void;
  /** The firmware handed a message over. */
  handed(message: LinkMessage, atMs: number): void;
  /** A message went over the air; it may go again. */
  sent(message: LinkMessage, atMs: number): void;
  acknowledged(message: LinkMessage, atMs: number): void;
  logged(line: string, atMs: number): void;
  /** The firmware has sealed a frame, to be stored and sent. */
  sealed?(): void;
  /** The receiver has a position for the device. */
  fed(epoch: GnssEpoch): void;
}

/** The world around a device, for what else is to happen in it. */
export interface Stage {
  /** World time; zero is {@link startMs}. */
  readonly clock: VirtualClock;
  readonly startMs: number;
  readonly network: SimNetwork;
  readonly device: VirtualDevice;
  /** A conversation that goes on in promises begins (+1) or ends (-1): time waits for its answers. */
  readonly talking: (change: 1 | -1) => void;
}
