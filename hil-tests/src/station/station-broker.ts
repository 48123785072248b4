import type { Bench } from '../bench/bench-schema.ts';
import type { Cleanup } from '../bench/cleanup.ts';
import {
  startEmbeddedBroker,
  type BrokenBroker,
} from '@feierabend/firmware-sim/broker/embedded-broker';
import { Mosquitto } from '@feierabend/firmware-sim/broker/mosquitto';
import { FaultProxy } from '@feierabend/firmware-sim/faults/fault-proxy';
import type { TestPki } from '@feierabend/firmware-sim/pki/test-pki';

/** The broker of a bench, whatever it is. */
export interface StationBroker {
  readonly kind: 'embedded' | 'mosquitto' | 'url';
  /** Where controllers connect. */
  readonly url: string;
  /** On loopback, without a wire in between; 0 where it is somewhere else. */
  readonly port: number;
  /** Where trackers connect: through a wire that can be made to fail, where the bench has one. */
  readonly deviceUrl: string;
  readonly wire: FaultProxy | undefined;
  /** What it has refused so far and why, oldest first; always empty where a broker keeps that to itself. */
  readonly refusals: readonly string[];
}

/** Names that a run may give to its trackers: a broker with a list has to know them before it starts. */
export function deviceName(number: number): string {
  return `van-${number}`;
}
export const devicesMax = 400;
/** Those who read for a tenant: its office, and somebody who looks in later. */
const controllers = ['office', 'auditor'] as const;

export async function openBroker(
  bench: Bench,
  parts: {
    readonly pki: TestPki;
    readonly cleanup: Cleanup;
    readonly tenants: readonly string[];
    /** Where trackers find it; the system chooses when it is 0. */
    readonly devicePort: number;
  },
): Promise<StationBroker> {
  const { pki, cleanup, devicePort } = parts;
  if (bench.broker === 'embedded') {
    return openEmbedded({ pki, cleanup }, devicePort);
  }
  if (bench.broker.kind === 'mosquitto') {
    const identities = parts.tenants.flatMap((tenant) => [
      ...Array.from({ length: devicesMax }, (_, at) => ({
        tenant,
        name: deviceName(at + 1),
        role: 'device' as const,
      })),
      ...controllers.map((name) => ({ tenant, name, role: 'controller' as const })),
    ]);
    const { program } = bench.broker;
    const broker = await Mosquitto.start({ pki, identities, program, registry: cleanup.registry });
    cleanup.defer(() => broker.stop());
    return onLoopback('mosquitto', broker.port, devicePort, cleanup);
  }
  const { url } = bench.broker;
  return { kind: 'url', url, port: 0, deviceUrl: url, wire: undefined, refusals: [] };
}

/** That of the house; `broken` is another one (docs/hil/mutants.md). */
export async function openEmbedded(
  { pki, cleanup }: { readonly pki: TestPki; readonly cleanup: Cleanup },
  devicePort: number,
  broken?: BrokenBroker,
): Promise<StationBroker> {
  const refusals: string[] = [];
  const log = (line: string): void => {
    if (/^\w+Refused: /u.test(line)) refusals.push(line);
  };
  const broker = await startEmbeddedBroker({ pki, log, broken });
  cleanup.defer(() => broker.stop());
  return { ...(await onLoopback('embedded', broker.port, devicePort, cleanup)), refusals };
}

/** One of this machine, with a wire between it and the trackers. */
async function onLoopback(
  kind: 'embedded' | 'mosquitto',
  port: number,
  devicePort: number,
  cleanup: Cleanup,
): Promise<StationBroker> {
  const wire = await FaultProxy.listen({ targetPort: port, port: devicePort });
  cleanup.defer(() => wire.down());
  return { kind, url: urlOf(port), port, deviceUrl: urlOf(wire.port), wire, refusals: [] };
}

function urlOf(port: number): string {
  return `mqtts://127.0.0.1:${port}`;
}
