import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { RealClock } from '../../hardware/real-clock.ts';
import { rmc } from '../../testing/nmea.ts';
import { socketFolder } from '../../testing/socket-client.ts';
import { PseudoTerminal } from './pseudo-terminal.ts';
import { openReceiverPort } from './receiver-port.ts';

let folder: Awaited<ReturnType<typeof socketFolder>>;
beforeEach(async () => {
  folder = await socketFolder();
});
afterEach(() => folder.remove());

it('a receiver is heard through the driver of a real serial port, and missed when it is unplugged, and heard again when it is back', async () => {
  const path = join(folder.path, 'gps');
  const terminal = await PseudoTerminal.open(path, () => {});
  const sentence = rmc(Date.UTC(2026, 10, 23, 9), { latitude: 48.37, longitude: 10.89 });
  let heard = '';
  const losses: string[] = [];
  let speaking: NodeJS.Timeout | undefined;
  const found = vi.fn<() => void>();
  let port: Awaited<ReturnType<typeof openReceiverPort>> | undefined;
  const isHeard = new Promise<void>((resolve) => {
    void openReceiverPort({
      path,
      baudRate: 4800,
      onBytes: (bytes) => {
        heard += new TextDecoder().decode(bytes);
        if (heard.includes(sentence)) resolve();
      },
      clock: new RealClock(),
      lost: (reason) => losses.push(reason),
      found,
      silentMs: 2000,
    }).then((opened) => {
      port = opened;
      // A receiver speaks every second; a terminal may still drop what comes while it is being set up.
      speaking = setInterval(() => terminal.write(new TextEncoder().encode(sentence)), 100);
    });
  });
  await isHeard;
  clearInterval(speaking);
  expect(heard).toContain(sentence);
  expect(losses).toEqual([]);
  await terminal.close();
  await vi.waitFor(() => expect(losses).toHaveLength(1), { timeout: 10_000 });
  const again = await PseudoTerminal.open(path, () => {});
  speaking = setInterval(() => again.write(new TextEncoder().encode(sentence)), 100);
  await vi.waitFor(() => expect(found).toHaveBeenCalledOnce(), { timeout: 15_000 });
  clearInterval(speaking);
  await port?.close();
  await again.close();
  expect(losses).toHaveLength(1);
});
