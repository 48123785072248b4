import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HostSystem, PortAnswer } from '@feierabend/flasher';
import { LinkError } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { checkFile } from '../commands/bench-check.ts';
import { writeBench, type InitOptions } from '../commands/init.ts';
import type { HilIo } from '../io.ts';
import { parseBench } from './bench-file.ts';
import { checkBench, type BenchSurroundings } from './check-bench.ts';

const benchOf = async (name: string) =>
  parseBench(await readFile(new URL(`../../benches/${name}`, import.meta.url), 'utf8'), name);

/** A machine with these USB serial ports, and these files beside them. */
function machine(usb: readonly string[], files: readonly string[] = []): HostSystem {
  const ports = usb.map((text, at) => {
    const [vendorId = '', productId = ''] = text.split(':');
    return { path: `/dev/ttyUSB${at}`, vendorId, productId, manufacturer: 'x' };
  });
  const there = new Set([...files, ...ports.map(({ path }) => path)]);
  return {
    platform: 'darwin',
    files: {
      text: async () => undefined,
      names: async () => undefined,
      link: async () => undefined,
      real: async () => undefined,
      facts: async () => undefined,
      exists: async (path) => there.has(path),
    },
    listDriver: async () => ports,
  };
}

const tracker: PortAnswer = {
  kind: 'tracker',
  device: 'T17',
  tenant: 'acme',
  lifeCycle: 'operational',
  firmware: '1.1.0',
};

function surroundings(
  parts: Partial<BenchSurroundings> & { system: HostSystem },
): BenchSurroundings {
  return {
    findProgram: async (name) => `/usr/bin/${name}`,
    probe: async () => tracker,
    tryRig: async (_, whilePowered) => {
      await whilePowered();
      return 'StandardFirmata.ino on usb:2341:0043';
    },
    connect: async () => {},
    ...parts,
  };
}

const deskPorts = ['10c4:ea60', '0403:6001', '2341:0043'];

describe('hil bench check', () => {
  it('finds a desk complete, and asks the tracker while the rig gives it power', async () => {
    const order: string[] = [];
    const around = surroundings({
      system: machine(deskPorts),
      probe: async (port) => {
        order.push(`probed ${port}`);
        return tracker;
      },
      tryRig: async (_, whilePowered) => {
        order.push('on');
        await whilePowered();
        order.push('off');
        return 'StandardFirmata.ino';
      },
    });
    const findings = await checkBench(await benchOf('desk-example.yaml'), around);
    expect(findings.filter(({ fix }) => fix !== undefined)).toEqual([]);
    expect(findings.map(({ part }) => part)).toEqual(['rig', 'target', 'power', 'gnss', 'broker']);
    expect(order).toEqual(['on', 'probed /dev/ttyUSB0', 'off']);
  });

  it('names every missing thing with its fix', async () => {
    const around = surroundings({
      system: machine([]),
      findProgram: async () => undefined,
      tryRig: () =>
        Promise.reject(
          new LinkError({
            code: 'RIG_BOARD',
            expected: 'a board',
            came: 'none',
            next: 'plug it in',
          }),
        ),
    });
    const findings = await checkBench(await benchOf('desk-example.yaml'), around);
    const missing = findings.filter(({ fix }) => fix !== undefined);
    expect(missing.map(({ part }) => part)).toEqual(['rig', 'target', 'gnss', 'broker']);
    expect(missing.map(({ fix }) => fix)).toEqual([
      'plug it in',
      expect.stringContaining('cable'),
      expect.stringContaining('cable'),
      expect.stringContaining('apt-get install mosquitto'),
    ]);
  });

  it.each<[PortAnswer, string]>([
    [{ kind: 'silence' }, 'silence at 115200 baud'],
    [{ kind: 'application', running: '1.0.0' }, 'speaks SMP, such as Zephyr'],
    [{ kind: 'not-asked', why: 'it is busy' }, 'it is busy'],
  ])('does not take %o for a tracker', async (answer, said) => {
    const around = surroundings({ system: machine(deskPorts), probe: async () => answer });
    const findings = await checkBench(await benchOf('desk-example.yaml'), around);
    const target = findings.find(({ part }) => part === 'target');
    expect(target?.said).toContain(said);
    expect(target?.fix).toBeDefined();
  });

  it('wants the image QEMU shall run, and says how to build it', async () => {
    const bench = await benchOf('zephyr-qemu.yaml');
    const without = await checkBench(bench, surroundings({ system: machine([]) }));
    expect(without.find(({ part }) => part === 'power')?.fix).toContain('zephyr-qemu.yaml');
    const image =
      typeof bench.power === 'object' && 'image' in bench.power ? bench.power.image : '';
    const system = machine([], [image]);
    const complete = await checkBench(bench, surroundings({ system }));
    expect(complete.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });

  it('ends with another number for an incomplete bench than for a wrong file', async () => {
    const { io, text } = captured();
    const file = new URL('../../benches/desk-example.yaml', import.meta.url).pathname;
    expect(await checkFile(file, io, surroundings({ system: machine(deskPorts) }))).toBe(0);
    expect(text()).toContain('The bench is complete.');
    expect(await checkFile(file, io, surroundings({ system: machine([]) }))).toBe(8);
    expect(text()).toContain('2 missing.');
  });
});

describe('hil init', () => {
  it('takes what it finds where nobody is asked', async () => {
    expect(await initBench({}, [])).toMatchObject({
      name: 'bench',
      target: { kind: 'virtual' },
      power: 'rig',
      rig: { kind: 'emulated' },
    });
    expect(await initBench({ rig: 'none' }, [])).toMatchObject({ power: 'simulator' });
    expect(await initBench({}, deskPorts)).toMatchObject({
      target: { kind: 'serial', port: 'usb:10c4:ea60' },
      gnss: 'none',
      power: 'rig',
      rig: { kind: 'firmata', port: 'usb:2341:0043' },
    });
  });

  it('asks, asks again, and takes Enter for what it found', async () => {
    const said = ['my desk: #1', 'serail', 'serial', '', 'none', 'serial', 'COM7', 'mosquitto'];
    const asked: string[] = [];
    const bench = await initBench({}, ['10c4:ea60'], async (question) => {
      asked.push(question);
      return said.shift() ?? '';
    });
    expect(bench).toMatchObject({
      name: 'my desk: #1',
      target: { kind: 'serial', port: 'usb:10c4:ea60' },
      gnss: { kind: 'serial', port: 'COM7' },
      power: 'manual',
      broker: { kind: 'mosquitto' },
    });
    expect(bench.rig).toBeUndefined();
    expect(asked[0]).toBe('Name of the bench [bench]: ');
    expect(asked).toHaveLength(8);
  });

  it('is told everything in a script, and says which option an answer is wrong for', async () => {
    const given = { target: 'socket', port: 'tcp://lab:4000', rig: 'firmata', rigPort: 'COM3' };
    expect(await initBench(given, [])).toMatchObject({
      target: { kind: 'socket', address: 'tcp://lab:4000' },
      rig: { port: 'COM3' },
    });
    await expect(initBench({ target: 'socket' }, [])).rejects.toThrow('--port');
    await expect(initBench({ broker: 'pigeon' }, [])).rejects.toThrow('--broker');
    await expect(initBench({ target: 'virtual', rig: 'firmata' }, [])).rejects.toThrow('--rig');
  });

  it('replaces no file unless it is told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hil-init-'));
    try {
      const file = join(folder, 'bench.yaml');
      await writeFile(file, 'mine');
      const { io } = captured();
      await expect(writeBench(file, {}, io, machine([]))).rejects.toThrow('--force');
      expect(await readFile(file, 'utf8')).toBe('mine');
      await writeBench(file, { force: true }, io, machine([]));
      expect(await readFile(file, 'utf8')).toContain('feierabend-bench: 1');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function captured(ask?: (question: string) => Promise<string>) {
  let text = '';
  const sink = { write: (part: string) => void (text += part) };
  const io: HilIo = {
    stdout: sink,
    stderr: sink,
    signal: new AbortController().signal,
    now: () => 0,
    host: { execPath: 'node', platform: 'linux', nodeVersion: 'test', searchPath: '' },
    ...(ask === undefined ? {} : { ask }),
  };
  return { io, text: () => text };
}

/** What `hil init` writes, read back. */
async function initBench(
  options: InitOptions,
  usb: readonly string[],
  ask?: (question: string) => Promise<string>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'hil-init-'));
  try {
    const file = join(folder, 'bench.yaml');
    await writeBench(file, options, captured(ask).io, machine(usb));
    return parseBench(await readFile(file, 'utf8'), file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
