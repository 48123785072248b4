// How fast a simulated tracker lives, and what it weighs. Prints a table, writes out/bench/sim.json, ends with 1 where a goal
// is missed. Run: npm run bench:sim
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';

import { useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../src/hardware/native-crypto.ts';
import { SeededRandom } from '../src/hardware/seeded-random.ts';
import { policyText } from '../src/testing/policy-text.ts';
import { Journey } from '../src/world/journey.ts';
import { Life } from '../src/world/life.ts';
import { compilePolicyText } from '../src/world/policy-text.ts';
import { BareDevice, benchTenant } from './bare-device.ts';
import { epochCosts, fixCosts, floorNs, type Cost } from './costs.ts';
import { idleMemory } from './idle-memory.ts';
import { nmeaWeek } from './nmea-week.ts';
import { cpuSeconds, referenceMbPerS } from './reference.ts';

const dayS = 86_400;
const nmeaDays = 14;

useCryptoEngine(nativeCrypto);
const policy = await compilePolicyText(policyText, 'bench policy');
const fromS = policy.validFromS;
const journey = new Journey(new SeededRandom(7).fork('journey'));

async function live(days: number): Promise<Life> {
  const untilS = fromS + days * dayS;
  const life = new Life({ seed: 7, fromS, untilS, policy, nmea: false, faults: [], journey });
  await life.run();
  return life;
}

/** A year with direct positions, after a warm-up of two months. */
async function directYears() {
  await live(60);
  let fixes = 0;
  const s = await cpuSeconds(async () => {
    ({ fixes } = (await live(365)).counts);
  });
  return { yearsPerCpuS: 1 / s, cpuS: s, fixes, costs: await fixCosts() };
}

/** Two weeks of text, made beforehand; the first round warms up. */
async function nmeaDaysPerS() {
  const spoken = nmeaWeek(policy, fromS, fromS + nmeaDays * dayS);
  let [fixes, s] = [0, 0];
  for (let turn = 0; turn < 2; turn += 1) {
    const one = new BareDevice({ tenant: benchTenant, policy, fromS, seed: 7 });
    s = await cpuSeconds(() => {
      for (const { timeS, text } of spoken) {
        one.passTo(timeS);
        one.device.tracker?.gnssReceived(text);
      }
      one.passTo(fromS + nmeaDays * dayS);
    });
    ({ fixes } = one);
  }
  const [first] = spoken.slice(100);
  const costs = await epochCosts(first?.text ?? new Uint8Array());
  return { daysPerCpuS: nmeaDays / s, cpuS: s, epochs: spoken.length, fixes, costs };
}

const machine = `${cpus()[0]?.model ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.versions.node}`;
const memory = await idleMemory(policy, fromS);
const before = await referenceMbPerS();
const direct = await directYears();
const nmea = await nmeaDaysPerS();
const reference = { sha256MbPerCpuSBefore: before, sha256MbPerCpuSAfter: await referenceMbPerS() };

interface Row {
  readonly figure: string;
  readonly measured: number;
  readonly goal: string;
  readonly met: boolean;
}
const rows: readonly Row[] = [
  {
    figure: 'device-years per CPU second, direct positions, 60 s',
    measured: round(direct.yearsPerCpuS),
    goal: '>= 1',
    met: direct.yearsPerCpuS >= 1,
  },
  {
    figure: 'device-days per CPU second, NMEA text at 1 Hz',
    measured: round(nmea.daysPerCpuS),
    goal: '>= 20',
    met: nmea.daysPerCpuS >= 20,
  },
  {
    figure: 'bytes of memory per idle device, asleep',
    measured: memory.bytes,
    goal: '<= 8192',
    met: memory.bytes <= 8192,
  },
];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const line = (figure: string, measured: string, goal: string, met: string) =>
  `${figure.padEnd(54)} ${measured.padStart(10)} ${goal.padStart(8)} ${met}\n`;
process.stdout.write(`${machine}; load ${loadavg()[0]?.toFixed(1)}\n`);
process.stdout.write(line('figure', 'measured', 'goal', ''));
for (const { figure, measured, goal, met } of rows) {
  process.stdout.write(line(figure, String(measured), goal, met ? 'met' : 'MISSED'));
}
const microseconds = (ns: number) => `${(ns / 1000).toFixed(2).padStart(7)} us`;
function breakdown(title: string, allNs: number, costs: readonly Cost[]): string {
  const lines = costs.map(({ what, ns }) => `${microseconds(ns)}  ${what}\n`);
  return `\n${title}\n${microseconds(allNs)}  all of it, in a life\n${lines.join('')}`;
}
const perFixNs = (direct.cpuS / direct.fixes) * 1e9;
const perEpochNs = (nmea.cpuS / nmea.epochs) * 1e9;
const { heapBytes, arrayBufferBytes, flashBytes, asleep, awakeHeapBytes } = memory;
process.stdout.write(
  breakdown(
    `a fix: ${direct.fixes} in the year of ${round(direct.cpuS)} CPU seconds; the goal leaves ` +
      `${round(1e6 / direct.fixes)} us for each, and three things that happen around it`,
    perFixNs,
    direct.costs,
  ) +
    `these alone, with nothing else done and the caches warm, would allow ` +
    `${round(1e9 / (floorNs(direct.costs) * direct.fixes))} device-years per CPU second\n` +
    breakdown(
      `a second of text: ${nmea.epochs} in ${round(nmea.cpuS)} CPU seconds; the goal leaves ` +
        `${round((nmeaDays / 20 / nmea.epochs) * 1e6)} us for each`,
      perEpochNs,
      nmea.costs,
    ) +
    `these alone would allow ${round((nmeaDays * 1e9) / (floorNs(nmea.costs) * nmea.epochs))} device-days per CPU second\n` +
    `\nan idle device, ${asleep} of ${memory.devices} asleep: ${heapBytes} bytes of heap and ${arrayBufferBytes} of array ` +
    `buffers; of those ${flashBytes} are written flash cells that no other device has alike. Awake it has ` +
    `${awakeHeapBytes} bytes of heap more; to wake takes ${memory.wakeCpuUs} us, to sleep ${memory.sleepCpuUs} us\n` +
    `\nreference, the machine alone: SHA-256 at ${reference.sha256MbPerCpuSBefore} MB per CPU second before, ` +
    `${reference.sha256MbPerCpuSAfter} after\n`,
);
const folder = new URL('../../out/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const record = { machine, rows, direct, nmea, memory, reference };
writeFileSync(new URL('sim.json', folder), `${JSON.stringify(record, undefined, 2)}\n`);
process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
