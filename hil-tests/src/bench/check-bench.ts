import { answerWords, type HostSystem, type PortAnswer } from '@feierabend/flasher';
import { DataError, LinkError } from '@feierabend/protocol';

import { findingOf, type BenchFinding } from './bench-finding.ts';
import type { Bench } from './bench-schema.ts';
import { serialPath } from './serial-path.ts';

/** What a check asks of the machine and of what is plugged in. */
export interface BenchSurroundings {
  readonly system: HostSystem;
  /** Where a program is, or undefined. */
  findProgram(name: string): Promise<string | undefined>;
  /** Asks who is behind a port or a socket. */
  probe(port: string, baudRate: number): Promise<PortAnswer>;
  /** Opens the rig, switches the tracker on where it is told to, and says what runs on the board. */
  tryRig(bench: Bench, whilePowered: () => Promise<void>): Promise<string>;
  /** Rejects when nobody listens there. */
  connect(host: string, port: number): Promise<void>;
}

/** Everything a bench promises, looked for where it should be. Nothing is written to the target. */
export async function checkBench(
  bench: Bench,
  around: BenchSurroundings,
): Promise<readonly BenchFinding[]> {
  const findings: BenchFinding[] = [];
  const lookAtTarget = async (): Promise<void> => {
    findings.push(await findingOf('target', () => findTarget(bench, around)));
  };
  // A tracker answers only with power, and on a desk the rig has the switch.
  if (bench.rig !== undefined) {
    const isFirst = bench.power === 'rig';
    const rig = await findingOf('rig', () =>
      around.tryRig(bench, isFirst ? lookAtTarget : async () => {}),
    );
    findings.unshift(rig);
  }
  if (!findings.some(({ part }) => part === 'target')) await lookAtTarget();
  findings.push(await findingOf('power', () => findPower(bench, around)));
  findings.push(await findingOf('gnss', () => findGnss(bench, around)));
  findings.push(await findingOf('broker', () => findBroker(bench, around)));
  return findings;
}

async function findTarget(bench: Bench, around: BenchSurroundings): Promise<string> {
  const { target } = bench;
  if (target.kind === 'virtual') return 'a virtual tracker, started with each run';
  if (target.kind === 'socket' && typeof bench.power === 'object') {
    return `${target.address}, which QEMU opens with each run`;
  }
  const port =
    target.kind === 'serial' ? await serialPath(around.system, target.port) : target.address;
  const baudRate = target.kind === 'serial' ? target.baud : 115_200;
  const answer = await around.probe(port, baudRate);
  const words = answerWords(answer, baudRate);
  const promised = new Set(bench.capabilities);
  const speaksSmp = ['tracker', 'application', 'recovery'].includes(answer.kind);
  if (answer.kind === 'not-asked' || (promised.has('smp') && !speaksSmp)) {
    throw new LinkError({
      code: 'BENCH_TARGET',
      expected: `a device that speaks SMP at ${port}`,
      came: words,
      next: 'check power, cable and target.baud; "flasher ports" and "flasher doctor" show more',
    });
  }
  if (promised.has('tracker') && answer.kind !== 'tracker') {
    throw new LinkError({
      code: 'BENCH_TARGET',
      expected: `a tracker at ${port}, as capabilities promises`,
      came: words,
      next: 'flash tracker firmware, or take "tracker" out of capabilities',
    });
  }
  return `${port}: ${words}`;
}

async function findPower({ power }: Bench, around: BenchSurroundings): Promise<string> {
  if (power === 'simulator') return 'switched in the simulator';
  if (power === 'rig') return "switched by the rig's relay";
  if (power === 'manual') return 'somebody is asked to switch it';
  const program = await programAt(around, power.program, 'apt-get install qemu-system-arm');
  if (!(await around.system.files.exists(power.image))) {
    throw new DataError({
      code: 'BENCH_IMAGE',
      expected: `the image ${power.image} for QEMU`,
      came: 'there is no such file',
      next: 'build it as the head of hil-tests/benches/zephyr-qemu.yaml says, or correct power.image',
    });
  }
  return `${program} -M ${power.machine} with ${power.image}`;
}

async function findGnss({ gnss }: Bench, { system }: BenchSurroundings): Promise<string> {
  if (gnss === 'injection') return 'sentences go straight into the virtual receiver';
  if (gnss === 'none') return 'no feed: suites that need chosen places are skipped';
  const path = await serialPath(system, gnss.port);
  if (await system.files.exists(path)) return `${path} at ${gnss.baud} baud plays the receiver`;
  throw new LinkError({
    code: 'BENCH_GNSS',
    expected: `the serial port ${path} that plays the receiver`,
    came: 'there is no such port',
    next: 'plug the adapter in, or correct gnss.port; "flasher ports" shows what is there',
  });
}

async function findBroker({ broker }: Bench, around: BenchSurroundings): Promise<string> {
  if (broker === 'embedded') return 'aedes in this process';
  if (broker.kind === 'mosquitto') {
    return `${await programAt(around, broker.program, 'apt-get install mosquitto')}, started with each run`;
  }
  for (const file of [broker.ca, broker.cert, broker.key]) {
    // oxlint-disable-next-line no-await-in-loop -- the first that is missing is named
    if (await around.system.files.exists(file)) continue;
    throw new DataError({
      code: 'BENCH_CREDENTIALS',
      expected: `the file ${file} for the broker`,
      came: 'there is no such file',
      next: 'put it there, or correct broker.ca, broker.cert and broker.key; paths count from where hil is started',
    });
  }
  const { hostname, port } = new URL(broker.url);
  await around.connect(hostname, port === '' ? 8883 : Number(port));
  return `${broker.url} listens`;
}

async function programAt(
  around: BenchSurroundings,
  name: string,
  install: string,
): Promise<string> {
  const path = await around.findProgram(name);
  if (path !== undefined) return path;
  throw new DataError({
    code: 'BENCH_PROGRAM',
    expected: `the program ${name}`,
    came: 'it is not in the search path',
    next: `install it (${install}), or name its path in the bench file`,
  });
}
