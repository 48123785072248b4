import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import {
  InternalError,
  sendInstruction,
  SmpClient,
  toHex,
  TrackerError,
} from '@feierabend/protocol';
import { expect, it } from 'vitest';

import { IdentityStore } from '../core/identity/identity.ts';
import { Outbox } from '../core/report/outbox.ts';
import { chipSize } from '../core/storage/flash-map.ts';
import { NorFlash } from '../hardware/nor-flash.ts';
import { RealClock } from '../hardware/real-clock.ts';
import { generateDay } from '../route/generate-day.ts';
import {
  admin,
  council,
  imageTrust,
  policyInstruction,
  provisioning,
  testImage,
  testPolicy,
} from '../testing/test-tenant.ts';
import { makeTestTracker } from '../testing/test-tracker.ts';
import { FlashFile } from './flash-file.ts';

const program = fileURLToPath(new URL('../../bin/firmware-sim.js', import.meta.url));
/** How long after an instruction was handed over the program is killed; the first one is waited for. */
const killsMs = [0, 0, 15];

const nowS = Math.floor(Date.now() / 1000);
const dayS = 86_400;
const always = Array.from({ length: 7 }, () => [{ startMin: 0, endMin: 1440 }]);
const policy = {
  ...testPolicy,
  validFromS: nowS - dayS,
  validUntilS: nowS + 30 * dayS,
  reviewS: nowS + 30 * dayS,
  offsets: [{ fromS: nowS - dayS, offsetMin: 60 }],
  week: always,
};
const order = (sequence: number) => policyInstruction(policy, { sequence, issuedS: nowS });

const deviceFile = {
  ...provisioning,
  trustedKeys: [admin, council].map(({ name, role, publicKey }) => ({
    name,
    role,
    publicKey: toHex(publicKey),
  })),
  boardId: toHex(imageTrust.boardId),
  imageKeys: imageTrust.publicKeys.map(toHex),
  factoryImage: 'factory.img',
};

it('goes on after kill -9 in the middle of instructions: none is lost, none comes again, nor does a key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kill-'));
  const config = join(folder, 'device.json');
  const chip = join(folder, 'van.flash');
  await writeFile(config, JSON.stringify(deviceFile));
  await writeFile(join(folder, 'factory.img'), testImage(0));
  // A log is moved to now; a day made up for today is over in the evening.
  const { epochs } = generateDay({ seed: 7, date: '2026-11-27', utcOffsetMin: 60 });
  await writeFile(join(folder, 'drive.nmea'), epochs.map(({ text }) => text).join(''));
  let acknowledged = 0;
  /* oxlint-disable no-await-in-loop -- one life after the other */
  for (const [index, killMs] of killsMs.entries()) {
    const run = await start(folder, config, chip);
    // From the second life on there is a policy, by which something is sealed.
    if (index > 0) await run.said('on-duty');
    const sending = send(run.client, index + 1);
    sending.then(
      () => (acknowledged = index + 1),
      () => undefined,
    );
    await (index === 0 ? sending : passed(killMs));
    run.child.kill('SIGKILL');
    await once(run.child, 'exit');
    run.socket.destroy();
    const { duty, sessions, boots } = await look(chip);
    expect([killMs, duty.journal.intact, duty.active === undefined]).toEqual([
      killMs,
      true,
      duty.lastSequence === 0,
    ]);
    expect(duty.lastSequence).toBeGreaterThanOrEqual(acknowledged);
    expect([boots, new Set(sessions).size]).toEqual([index + 1, sessions.length]);
  }
  const run = await start(folder, config, chip);
  await send(run.client, 9);
  const replay = send(run.client, 1);
  await expect(replay).rejects.toMatchObject({ rc: TrackerError.oldSequence });
  await run.said('on-duty');
  await passed(1_500);
  run.child.kill('SIGTERM');
  expect(await once(run.child, 'exit')).toEqual([0, null]);
  run.socket.destroy();
  const { duty, sessions, boots } = await look(chip);
  expect([duty.journal.intact, duty.lastSequence, boots]).toEqual([true, 9, killsMs.length + 1]);
  expect(sessions.length).toBeGreaterThan(0);
  expect(new Set(sessions).size).toBe(sessions.length);
  await rm(folder, { recursive: true });
}, 300_000);

async function start(folder: string, config: string, chip: string) {
  const port = join(folder, 's');
  const words = ['run', '--config', config, '--serial', port, '--flash', chip];
  const drive = ['--receiver', join(folder, 'drive.nmea')];
  const child: ChildProcess = spawn(process.execPath, [program, ...words, ...drive], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const guard = setTimeout(() => child.kill('SIGKILL'), 120_000);
  child.once('exit', () => clearTimeout(guard));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += String(chunk)));
  const said = async (word: string) => {
    const untilMs = Date.now() + 60_000;
    // oxlint-disable-next-line no-await-in-loop -- it comes in time
    while (!output.includes(word) && Date.now() < untilMs) await passed(50);
    expect(output).toContain(word);
  };
  await said('tracker ready');
  const socket = connect(port);
  await once(socket, 'connect');
  const client = new SmpClient({
    send: (bytes) => void socket.write(bytes),
    clock: clockOf(new RealClock()),
    timeoutMs: 3_000,
    retries: 0,
  });
  socket.on('data', (bytes) => client.receive(bytes));
  socket.on('error', () => socket.destroy());
  return { child, socket, client, said };
}

const clockOf = (clock: RealClock) => ({
  now: () => clock.uptimeMs(),
  after: (delayMs: number, callback: () => void) => clock.after(delayMs, callback),
});

function send(client: SmpClient, sequence: number) {
  return sendInstruction(client, order(sequence), { bufferBytes: 1024, bufferCount: 1 });
}

/** What the next boot would find, and the sessions whose keys wait to be sent. */
async function look(chip: string) {
  const { tenant, device } = provisioning;
  const mark = { tenant, device, boardId: deviceFile.boardId, seed: 1 };
  const file = await FlashFile.open(chip, mark, chipSize);
  const cells = new NorFlash(chipSize);
  file.keep(cells, (failure) => {
    throw failure;
  });
  const boots = file.boots;
  await file.close();
  const identity = new IdentityStore(cells).load();
  if (identity === undefined) throw new InternalError('the killed device has no identity');
  const outbox = new Outbox(cells, identity.storageKey);
  const sessions = outbox.waiting().flatMap((sequence) => {
    const facts = outbox.facts(sequence);
    return facts?.kind === 'session' ? [facts.session] : [];
  });
  const { duty } = makeTestTracker({ cells, startS: nowS });
  return { duty, sessions, boots };
}
