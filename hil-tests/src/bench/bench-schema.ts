import { z } from 'zod';

import { rigPins } from '../rig/rig-pins.ts';
import { capabilities, type Capability } from './capability.ts';

const seconds = z.number().positive().max(600);
const baud = z.number().int().min(300).max(4_000_000);
/** A path, `COM3` or `usb:VID:PID[:SERIAL]`. */
const serialPort = z.string().min(1);

const target = z.discriminatedUnion('kind', [
  /** The management line is paced like one of this speed. */
  z.strictObject({ kind: z.literal('virtual'), baud: baud.min(9600) }),
  z.strictObject({ kind: z.literal('serial'), port: serialPort, baud: baud.default(115_200) }),
  /** A unix socket, a Windows named pipe or tcp://host:port. */
  z.strictObject({ kind: z.literal('socket'), address: z.string().min(1) }),
]);

const gnss = z.union(
  [
    z.literal(['injection', 'none']),
    z.strictObject({ kind: z.literal('serial'), port: serialPort, baud: baud.default(9600) }),
  ],
  'is none of: injection, none, or {kind: serial, port, baud}',
);

const qemu = z.strictObject({
  kind: z.literal('qemu'),
  program: z.string().min(1).default('qemu-system-arm'),
  machine: z.string().min(1),
  cpu: z.string().min(1).optional(),
  /** ELF is started as a kernel; Intel HEX is put where it says. */
  image: z.string().min(1),
  /** Further files that lie in memory at the start. */
  loads: z
    .array(z.strictObject({ file: z.string().min(1), address: z.number().int().min(0).optional() }))
    .default([]),
  /** A raw file behind the machine's flash chip: what is written to it is there after the power was off. */
  flash: z.string().min(1).optional(),
  /** What the program prints on its serial line once it listens; bytes before that are lost, as on a cable. */
  readyText: z.string().min(1).optional(),
});
const power = z.union(
  [z.literal(['rig', 'simulator', 'manual']), qemu],
  'is none of: rig, simulator, manual, or {kind: qemu, machine, image}',
);

const rig = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('emulated'),
    /** StandardFirmata for an Arduino Uno as Intel HEX; that of the npm package when left out. */
    program: z.string().min(1).optional(),
    pins: rigPins,
  }),
  z.strictObject({
    kind: z.literal('firmata'),
    port: serialPort,
    baud: baud.default(57_600),
    pins: rigPins,
  }),
]);

const broker = z.union(
  [
    z.literal('embedded'),
    z.strictObject({
      kind: z.literal('mosquitto'),
      program: z.string().min(1).default('mosquitto'),
    }),
    z.strictObject({
      kind: z.literal('url'),
      url: z.url({ protocol: /^mqtts$/u }),
      ca: z.string().min(1),
      /** Of a controller of the tenant, so that its side can be read. */
      cert: z.string().min(1),
      key: z.string().min(1),
    }),
  ],
  'is none of: embedded, {kind: mosquitto}, or {kind: url, url: mqtts://..., ca, cert, key}',
);

/** What the flash suite makes its releases of; virtual targets bring their own. */
const firmware = z.strictObject({
  /** An MCUboot image that runs on the target; left out for firmware-sim, whose images the suite builds. */
  image: z.string().min(1).optional(),
  /** Private key, PEM, whose signature the boot loader takes; left out where it checks none. */
  key: z.string().min(1).optional(),
  /** UUID of the board. */
  board: z.string().min(1).optional(),
});

const sections = z.strictObject({
  'feierabend-bench': z.literal(1),
  name: z.string().min(1),
  target,
  capabilities: z.array(z.enum(capabilities)).min(1),
  gnss,
  power,
  rig: rig.optional(),
  broker,
  firmware: firmware.optional(),
  /** Folder with what a real tracker of this bench obeys as long as it lives; made in the first run. */
  keys: z.string().min(1).optional(),
  /** The board may be wiped, which is its end: only the programmer of its maker brings it back. */
  disposable: z.boolean().default(false),
  timeouts: z.strictObject({
    /** Until target, rig and broker are up. */
    startS: seconds,
    /** For every answer after that. */
    answerS: seconds,
  }),
});
type Sections = z.infer<typeof sections>;

type Contradiction = readonly [path: string[], what: string];

/** What does not go together: where, and what to do. */
function contradictions(bench: Sections): readonly Contradiction[] {
  return [...powerFaults(bench), ...partFaults(bench), ...ownFaults(bench)];
}

function powerFaults(bench: Sections): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const isVirtual = bench.target.kind === 'virtual';
  const powerKind = typeof bench.power === 'string' ? bench.power : bench.power.kind;
  if (powerKind === 'rig' && bench.rig === undefined) {
    found.push([['power'], 'the power is switched by a rig, and there is none: add a rig section']);
  }
  if (powerKind === 'simulator' && !isVirtual) {
    found.push([
      ['power'],
      'only a virtual target has its power in the simulator: use rig or manual',
    ]);
  }
  if (powerKind === 'qemu' && bench.target.kind !== 'socket') {
    found.push([['power'], 'QEMU offers its serial line as a socket: use a target of kind socket']);
  }
  if (isVirtual && (powerKind === 'manual' || powerKind === 'qemu')) {
    found.push([['power'], 'the power of a virtual target is simulator or rig']);
  }
  return found;
}

function partFaults(bench: Sections): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const isVirtual = bench.target.kind === 'virtual';
  const promises = new Set<Capability>(bench.capabilities);
  if (bench.rig !== undefined && (bench.rig.kind === 'emulated') !== isVirtual) {
    found.push([
      ['rig', 'kind'],
      isVirtual
        ? 'no wire leads from a real board to a virtual target: use kind emulated'
        : 'no wire leads from an emulated board to a real target: use kind firmata',
    ]);
  }
  const taken = new Map<number, string>();
  for (const [name, part] of Object.entries(bench.rig?.pins ?? {})) {
    if (part === undefined || !('pin' in part)) continue;
    const other = taken.get(part.pin);
    if (other !== undefined) {
      const what = `pin ${part.pin} is that of ${other} already: give each part a pin of its own`;
      found.push([['rig', 'pins', name, 'pin'], what]);
    }
    taken.set(part.pin, name);
  }
  if (bench.gnss === 'injection' && !isVirtual) {
    found.push([
      ['gnss'],
      'only a virtual target takes sentences by injection: use a serial port or none',
    ]);
  }
  if (bench.gnss === 'none' && promises.has('gnss-input')) {
    found.push([['gnss'], 'gnss-input is promised: name a feed, or take the promise back']);
  }
  if (promises.has('indicator') && !isVirtual && bench.rig?.pins.indicator === undefined) {
    found.push([
      ['capabilities'],
      'indicator is promised and no rig sees it: wire rig.pins.indicator, or take the promise back',
    ]);
  }
  if (promises.has('tracker') && !promises.has('smp')) {
    found.push([['capabilities'], 'tracker is a group of SMP: promise smp too']);
  }
  return found;
}

function ownFaults(bench: Sections): readonly Contradiction[] {
  const { target: tested, firmware: images, keys } = bench;
  const found: Contradiction[] = [];
  if (tested.kind !== 'virtual' && bench.capabilities.includes('tracker') && keys === undefined) {
    found.push([
      ['keys'],
      'a real tracker obeys for life the keys that the first run gives it: name a folder for them',
    ]);
  }
  if (tested.kind === 'virtual' && (images !== undefined || keys !== undefined)) {
    found.push([
      [keys === undefined ? 'firmware' : 'keys'],
      'a virtual target brings its own firmware and keys: leave it out',
    ]);
  }
  if (images !== undefined && images.image === undefined && images.key === undefined) {
    found.push([
      ['firmware'],
      'name an image that runs on the target, or the key that signs images of firmware-sim',
    ]);
  }
  return found;
}

/** What a bench is made of (docs/hil/bench-file.md). */
export const benchFile = sections.superRefine((bench, context) => {
  for (const [path, message] of contradictions(bench)) {
    context.addIssue({ code: 'custom', path, message });
  }
});

export type Bench = z.infer<typeof benchFile>;
export type QemuPower = z.infer<typeof qemu>;
/** A bench whose tracker is a process of this machine. */
export type VirtualBench = Bench & { readonly target: { readonly kind: 'virtual' } };
