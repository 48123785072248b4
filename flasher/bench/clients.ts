import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { runFlasher } from '../src/run-flasher.ts';

const execute = promisify(execFile);
const uploadMaxMs = 180_000;

interface UploadTask {
  readonly port: string;
  readonly file: string;
  readonly baudRate: number;
  readonly bufferBytes: number;
}

/** A program that uploads an image over a serial port. */
export interface Client {
  readonly name: string;
  readonly from: string;
  /** Its version, or undefined where it is not installed. */
  version(): Promise<string | undefined>;
  upload(task: UploadTask): Promise<void>;
}

export async function firstLine(
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { stdout } = await execute(command, args, { timeout: 30_000 });
    return stdout.trim().split('\n')[0] ?? '';
  } catch {
    return undefined;
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  await execute(command, args, { timeout: uploadMaxMs });
}

const ours: Client = {
  name: 'flasher',
  from: 'this tree',
  version: () => Promise.resolve('this tree'),
  upload: async ({ port, file, baudRate }) => {
    const errors: string[] = [];
    const argv = ['flash', file, '--unverified', '--port', port, '--baud', String(baudRate)];
    const interruption = new AbortController();
    await runFlasher(argv, {
      stdout: { write: () => undefined },
      stderr: { write: (text) => errors.push(text) },
      signal: interruption.signal,
      // The upload is the subject; what follows it is left out, as the other programs do.
      onEvent: ({ event, task }) => {
        if (event === 'begin' && task === 'flash/verify') interruption.abort();
      },
    });
  },
};

const smpmgr: Client = {
  name: 'smpmgr',
  from: 'PyPI',
  version: () => firstLine('smpmgr', ['--version']),
  upload: ({ port, file, baudRate }) => {
    const how = ['--port', port, '--baudrate', String(baudRate), '--timeout', '40'];
    return run('smpmgr', [...how, 'image', 'upload', file]);
  },
};

const mcumgrClient: Client = {
  name: 'mcumgr-client',
  from: 'crates.io',
  version: () => firstLine('mcumgr-client', ['--version']),
  upload: ({ port, file, baudRate, bufferBytes }) => {
    const how = ['--device', port, '--baudrate', String(baudRate), '--mtu', String(bufferBytes)];
    return run('mcumgr-client', [...how, 'upload', file]);
  },
};

/** The library of mcumgr-client as a Python module, for machines that have only that. */
const mcumgrClientInPython: Client = {
  name: 'mcumgr-client (wrapper)',
  from: 'PyPI',
  version: () => {
    const ask = 'import importlib.metadata as m; print(m.version("mcumgr-client-wrapper"))';
    return firstLine('python3', ['-c', ask]);
  },
  upload: ({ port, file, baudRate, bufferBytes }) => {
    const session =
      'import sys, mcumgr_client; p, f, b, m = sys.argv[1:]; ' +
      'mcumgr_client.SerialSession(p, int(b), 60, 2000, 4, 128, int(m)).upload(f)';
    return run('python3', ['-c', session, port, file, String(baudRate), String(bufferBytes)]);
  },
};

export const clients: readonly Client[] = [ours, smpmgr, mcumgrClient, mcumgrClientInPython];
