// What a fleet's connections cost: memory, connecting, reports; ours beside MQTT.js and beside bare sockets in the same run. The
// broker is mosquitto in a child process, and every client has a process of its own. Prints a table, writes
// out/bench/fleet.json, ends with 1 where a goal is missed. Run: npm run bench:fleet [-- --devices 10000 --rounds 3]
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { parseArgs } from 'node:util';

import { TestPki } from '../src/pki/test-pki.ts';
import { BenchBroker } from './fleet/bench-broker.ts';
import { measureGroup, type GroupResult } from './fleet/measure-group.ts';
import { plainGoals, tlsGoals } from './fleet/goals.ts';
import { groupText } from './fleet/table.ts';
import { referenceMbPerS } from './reference.ts';

const tlsDevicesMax = 3000;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000' },
    'tls-devices': { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string' },
  },
});
const devices = Number(values.devices);
const tlsDevices = Number(
  values['tls-devices'] ?? Math.min(tlsDevicesMax, Math.ceil(devices * 0.3)),
);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const print = (text: string) => process.stdout.write(text);
const machine = `${cpus()[0]?.model ?? 'unknown'} x ${cpus().length}, ${platform()} ${arch()}, Node ${process.versions.node}`;
const pki = await TestPki.create({ now: Date.now });
const broker = new BenchBroker();
await broker.start(pki);
const loadBefore = loadavg()[0] ?? 0;
const before = await referenceMbPerS();
const groups: GroupResult[] = [];
try {
  print(`${machine}; load ${loadBefore.toFixed(1)}; median of ${rounds}, in turn\n`);
  if (values.only !== 'tls') {
    const group = await measureGroup({
      title: `plain TCP, ${devices} devices, MQTT 3.1.1, QoS 1, 60 bytes, transport alone`,
      clients: ['lean', 'MQTT.js', 'bare'],
      goals: plainGoals,
      judgedFrom: 10_000,
      order: { port: broker.plainPort, devices, tlsFile: undefined, seconds },
      rounds,
    });
    groups.push(group);
    print(groupText(group));
  }
  if (values.only !== 'plain') {
    const tlsFile = `${broker.folder}/devices.json`;
    const identities = [];
    for (let i = 0; i < tlsDevices; i += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a key after the other: there is one processor for it
      identities.push(await pki.issueDevice('acme', `van-${i}`));
    }
    const tls = JSON.stringify({ caPem: pki.caPem, devices: identities });
    writeFileSync(tlsFile, tls, { mode: 0o600 });
    const group = await measureGroup({
      title: `TLS 1.3, a certificate for each of ${tlsDevices} devices, transport alone`,
      clients: ['lean', 'MQTT.js', 'bare'],
      goals: tlsGoals,
      judgedFrom: tlsDevicesMax,
      order: { port: broker.tlsPort, devices: tlsDevices, tlsFile, seconds },
      rounds,
    });
    groups.push(group);
    print(groupText(group));
  }
} finally {
  await broker.stop();
}
const reference = { before, after: await referenceMbPerS() };
print(`\nreference, the machine alone: SHA-256 at ${reference.before} MB per CPU second before, `);
print(
  `${reference.after} after; load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after\n`,
);
const folder = new URL('../../out/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const record = { machine, devices, tlsDevices, rounds, loadBefore, reference, groups };
writeFileSync(new URL('fleet.json', folder), `${JSON.stringify(record, undefined, 2)}\n`);
process.exitCode = groups.every(({ rows }) =>
  rows.every(({ verdict }) => !verdict.startsWith('MISSED')),
)
  ? 0
  : 1;
