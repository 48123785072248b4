import { randomBytes } from 'node:crypto';

import type { World } from './command.ts';
import { notRead, readInput } from './files/read-input.ts';
import { checkTarget, writeWholeFile } from './files/write-whole-file.ts';
import { realHost } from './host/host-system.ts';
import type { FlasherIo } from './io.ts';
import { realClock } from './serial/clock.ts';
import { openLink } from './serial/open-link.ts';

/** Fills what the caller left out with the real thing. */
export function resolveWorld(io: FlasherIo): World {
  const clock = io.clock ?? realClock;
  const readFile = io.readFile;
  return {
    stdout: io.stdout,
    stderr: io.stderr,
    colour: io.colour === true && io.stdout.isTTY === true,
    signal: io.signal ?? new AbortController().signal,
    clock,
    readFile:
      readFile === undefined
        ? readInput
        : async (path) => {
            try {
              return await readFile(path);
            } catch (error) {
              throw notRead(path, error);
            }
          },
    writeFile: io.writeFile ?? writeWholeFile,
    checkTarget: io.checkTarget ?? (io.writeFile === undefined ? checkTarget : async () => {}),
    randomBytes: io.randomBytes ?? ((count) => new Uint8Array(randomBytes(count))),
    zoneData: io.zoneData,
    host: io.host ?? realHost,
    environment: io.environment ?? {},
    askSecret: io.askSecret,
    openLink: io.openLink ?? ((target) => openLink(target, { clock })),
  };
}
