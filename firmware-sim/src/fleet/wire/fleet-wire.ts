import type { Clock } from '../../core/ports.ts';
import { RealClock } from '../../hardware/real-clock.ts';
import { Dialer } from './dialer.ts';
import { FleetBroker } from './fleet-broker.ts';
import { FleetShared, type WireOptions } from './fleet-shared.ts';
import { loopbackSources } from './source-addresses.ts';
import { TimerWheel } from './timer-wheel.ts';
import type { OpenSocket } from './wire-socket.ts';

/** A device whose time has come, or comes soon. */
export interface WireDevice {
  due(nowMs: number): void;
}

interface WireWorld {
  readonly clock?: Clock;
  readonly open?: OpenSocket;
  readonly onResumed?: () => void;
}

/** As many devices as one process holds on loopback: eight times 28,000. */
const loopbackSourceCount = 7;

/** What the links of all devices of a process share: sockets, memory, one timer, the queue of those that connect. */
export class FleetWire {
  readonly shared: FleetShared;
  readonly dialer: Dialer;
  /** Told when a device is connected by a TLS session that was taken up again. */
  readonly onResumed: () => void;
  readonly #options: WireOptions;
  readonly #wheel: TimerWheel;
  readonly #devices: (WireDevice | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #brokers = new Map<string, FleetBroker>();
  readonly #lists = new Map<string, readonly FleetBroker[]>();
  #connected = 0;

  /** Clock and sockets are real ones when not given. */
  constructor(options: WireOptions = {}, world: WireWorld = {}) {
    const { clock = new RealClock(), open, onResumed = () => {} } = world;
    this.onResumed = onResumed;
    this.#options = options;
    this.shared = new FleetShared(clock, options, open);
    this.dialer = new Dialer(this.shared.options.dialsAtOnce);
    this.#wheel = new TimerWheel(clock, (index, nowMs) => this.#devices[index]?.due(nowMs));
  }

  /** Devices that are connected now. */
  get connected(): number {
    return this.#connected;
  }

  /**
   * The brokers at `mqtts://host:port`; the same ones for every device that names them.
   *
   * @throws UsageError `MQTT_URL`
   */
  brokers(urls: readonly string[]): readonly FleetBroker[] {
    const [first = ''] = urls;
    const key = urls.length > 1 ? urls.join(' ') : first;
    let known = this.#lists.get(key);
    if (known === undefined) {
      known = urls.map((url) => this.#broker(url));
      this.#lists.set(key, known);
    }
    return known;
  }

  /** A number for its timer, until it is given back. */
  attach(device: WireDevice): number {
    const index = this.#free.pop() ?? this.#devices.length;
    this.#devices[index] = device;
    return index;
  }

  detach(index: number): void {
    this.#wheel.clear(index);
    this.#devices[index] = undefined;
    this.#free.push(index);
  }

  wake(index: number, atMs: number): void {
    this.#wheel.set(index, atMs);
  }

  /** A connection became ready (1) or is no longer (-1). */
  count(change: 1 | -1): void {
    this.#connected += change;
  }

  /** Ends its timer, so that the process can end. Its devices have been stopped before. */
  stop(): void {
    this.#wheel.stop();
  }

  #broker(url: string): FleetBroker {
    const known = this.#brokers.get(url);
    if (known !== undefined) return known;
    const via = this.#options.via?.[url];
    const isLoopback = via !== undefined || /^mqtts?:\/\/(?:127\.|localhost\b)/u.test(url);
    const more = isLoopback ? loopbackSources(loopbackSourceCount) : [];
    const made = new FleetBroker(url, {
      versions: this.shared.options.versions,
      allowsPlain: this.#options.plainTcp === 'for a bench',
      via,
      sourceAddresses: this.#options.sourceAddresses ?? more,
    });
    this.#brokers.set(url, made);
    return made;
  }
}
