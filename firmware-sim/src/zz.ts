import { readFileSync } from 'node:fs';
import { parsePolicySource, compilePolicy } from '@feierabend/protocol/policy-source';
import { Life } from './world/life.ts';
import { energyOf } from './energy/energy-meter.ts';
const text = readFileSync(process.argv[2]!, 'utf8');
const parsed = parsePolicySource(text, { fileName: 'p' });
if (!parsed.ok) {
  console.log(parsed.problems);
  process.exit(1);
}
const policy = compilePolicy(parsed.source);
const days = Number(process.argv[3] ?? 365);
const c0 = process.cpuUsage();
const fromS = Date.UTC(2026, 0, 1) / 1000;
const life = new Life({
  seed: 7,
  fromS,
  untilS: fromS + days * 86400,
  policy,
  nmea: process.argv[4] === 'nmea',
  faults: [],
});
await life.run();
const c = process.cpuUsage(c0);
console.log(
  (c.user + c.system) / 1e6,
  's',
  life.counts,
  life.energy.counts,
  energyOf(life.energy.counts, days),
  [...life.ribbon.totals()],
  life.ribbon.spans.length,
);
