import { FaultProxy } from '../../faults/fault-proxy.ts';
import type { FaultClock } from '../../faults/faulty-pipe.ts';
import type { Toxic } from '../../faults/toxic.ts';
import { parseBrokerUrl } from '../../adapters/mqtt/mqtt-tls.ts';
import type { DevicePlan } from '../plan/device-plan.ts';
import type { FaultAct, FleetPlan } from '../plan/fleet-plan.ts';
import { wallClock, type PaceClock } from './pace-clock.ts';

/** Of TCP, the first time; the proxy doubles it. */
const retransmitMs = 1000;
const sides = ['upstream', 'downstream'] as const;

/** Where the devices of a road find each broker: ports on loopback, by the URL of the broker. */
export type RoadPorts = Readonly<Record<string, number>>;

export interface RoadParts {
  readonly plan: FleetPlan;
  /** Keys of {@link roadOf}, each once. */
  readonly roads: readonly string[];
  readonly urls: readonly string[];
  /** How much faster than the clock the scenario goes: delays are as much shorter. */
  readonly factor: number;
  readonly seed: number;
}

/** What lies between devices and brokers where the network has faults: a proxy for each road and broker. */
export interface Roads {
  /** By road. */
  readonly ports: Readonly<Record<string, RoadPorts>>;
  /** A fault of the plan, by its number, begins or ends on every road that has it. */
  change(fault: number, isOn: boolean): Promise<void>;
  /** How many bytes went through so far, both ways. */
  bytes(): Promise<number>;
  stop(): Promise<void>;
}

/** The faults of the network that hit a device, as the name of a road; empty for the straight one. */
export function roadOf(plan: FleetPlan, { faults }: DevicePlan): string {
  const numbers = faults.flatMap(({ act }) =>
    toxicOf(act, 1) === undefined ? [] : [plan.faults.findIndex((fault) => fault.act === act)],
  );
  return [...new Set(numbers)].toSorted((a, b) => a - b).join(' ');
}

/** When a fault begins or ends on the roads, in Unix milliseconds of the scenario. */
interface RoadChange {
  readonly atMs: number;
  readonly fault: number;
  readonly isOn: boolean;
}

export function roadChanges({ faults }: FleetPlan): readonly RoadChange[] {
  const changes = faults.flatMap(({ act, atS }, fault): RoadChange[] => {
    if (toxicOf(act, 1) === undefined || !('forMs' in act)) return [];
    return [
      { atMs: atS * 1000, fault, isOn: true },
      { atMs: atS * 1000 + act.forMs, fault, isOn: false },
    ];
  });
  return changes.toSorted((a, b) => a.atMs - b.atMs);
}

/** Proxies in this thread. */
export class ProxyRoads implements Roads {
  readonly ports: Readonly<Record<string, RoadPorts>>;
  readonly #parts: RoadParts;
  /** By road. */
  readonly #proxies: ReadonlyMap<string, readonly FaultProxy[]>;
  readonly #removals = new Map<number, (() => void)[]>();

  private constructor(parts: RoadParts, proxies: ReadonlyMap<string, readonly FaultProxy[]>) {
    this.#parts = parts;
    this.#proxies = proxies;
    const portsOf = (of: readonly FaultProxy[]) =>
      Object.fromEntries(of.map(({ port }, at) => [parts.urls[at], port] as const));
    this.ports = Object.fromEntries([...proxies].map(([road, of]) => [road, portsOf(of)]));
  }

  static async open(parts: RoadParts, clock = wallClock): Promise<ProxyRoads> {
    const { roads, urls, seed } = parts;
    const faultClock = faultClockOf(clock);
    const open = async (road: string) => {
      const proxies = urls.map((url) => {
        const { host: targetHost, port: targetPort } = parseBrokerUrl(url);
        return FaultProxy.listen({ targetHost, targetPort, seed, clock: faultClock });
      });
      return [road, await Promise.all(proxies)] as const;
    };
    return new ProxyRoads(parts, new Map(await Promise.all(roads.map(open))));
  }

  async change(fault: number, isOn: boolean): Promise<void> {
    for (const remove of this.#removals.get(fault) ?? []) remove();
    this.#removals.delete(fault);
    const { plan, factor } = this.#parts;
    const act = plan.faults[fault]?.act;
    const toxic = act && toxicOf(act, factor);
    if (!isOn || toxic === undefined) return;
    const hit = [...this.#proxies].filter(([road]) => road.split(' ').includes(`${fault}`));
    const removals = hit.flatMap(([, proxies]) =>
      proxies.flatMap((proxy) => sides.map((side) => proxy.add(side, toxic))),
    );
    this.#removals.set(fault, removals);
  }

  async bytes(): Promise<number> {
    return this.#all.reduce((sum, { bytes }) => sum + bytes.upstream + bytes.downstream, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((proxy) => proxy.down()));
  }

  get #all(): readonly FaultProxy[] {
    return [...this.#proxies.values()].flat();
  }
}

function faultClockOf(clock: PaceClock): FaultClock {
  return {
    uptimeMs: () => clock.nowMs(),
    after(delayMs, callback) {
      const cancelled = new AbortController();
      const call = () => {
        if (!cancelled.signal.aborted) callback();
      };
      void clock.until(clock.nowMs() + delayMs, cancelled.signal).then(call);
      return () => cancelled.abort();
    },
  };
}

/** What a fault does to each direction of a connection; undefined where it is none of the network. */
function toxicOf(act: FaultAct, factor: number): Toxic | undefined {
  if (act.kind === 'slow-link') return { type: 'latency', latencyMs: act.latencyMs / factor };
  if (act.kind !== 'packet-loss') return undefined;
  return { type: 'loss', share: act.loss, timeoutMs: retransmitMs / factor };
}
