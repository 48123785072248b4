import { once } from 'node:events';

import type { HostSystem } from '@feierabend/flasher';
import { LinkError, UsageError } from '@feierabend/protocol';
import { SerialPort } from 'serialport';

import { startEmulatedRig } from '../rig/emulated/emulated-rig.ts';
import type { VirtualWiring, WiredTracker } from '../rig/emulated/virtual-wiring.ts';
import { Rig } from '../rig/rig.ts';
import type { Bench } from './bench-schema.ts';
import { serialPath } from './serial-path.ts';

export interface OpenRigOptions {
  readonly bench: Bench;
  readonly system: HostSystem;
  /** What hangs on an emulated board. */
  readonly tracker: WiredTracker;
  /** Milliseconds of an emulated board in one of the host. */
  readonly speed?: number;
}

export interface OpenedRig {
  readonly rig: Rig;
  /** The wires of an emulated board: they have to be told what the tracker's light shows. */
  readonly wiring: VirtualWiring | undefined;
}

/** The rig of a bench, with the tracker's power off. */
export async function openRig(options: OpenRigOptions): Promise<OpenedRig> {
  const { bench, system, tracker, speed = 1 } = options;
  const deadlineMs = bench.timeouts.answerS * 1000;
  const wired = bench.rig;
  if (wired === undefined) {
    throw new UsageError({
      code: 'RIG_NOT_WIRED',
      expected: 'a bench with a rig',
      came: `"${bench.name}" has none`,
      next: 'add a rig section to the bench file (docs/hil/bench-file.md)',
    });
  }
  const { pins } = wired;
  if (wired.kind === 'emulated') {
    return startEmulatedRig({
      pins,
      tracker,
      program: wired.program,
      speed,
      startMs: bench.timeouts.startS * 1000,
      answerMs: deadlineMs,
    });
  }
  const line = await openLine(await serialPath(system, wired.port), wired.baud);
  const close = async (): Promise<void> => {
    if (!line.isOpen) return;
    const closed = once(line, 'close', { signal: AbortSignal.timeout(deadlineMs) });
    line.close();
    await closed;
  };
  const connect = (): void => void line.emit('open');
  const rig = await Rig.open({ transport: line, pins, deadlineMs, connect, close });
  return { rig, wiring: undefined };
}

/** johnny-five cannot open a port of serialport 13 by itself: it is given one that is open. */
async function openLine(path: string, baudRate: number): Promise<SerialPort> {
  const line = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    line.open((error) => {
      if (error === null) resolve();
      else reject(closedLine(path, error));
    });
  });
  return line;
}

function closedLine(path: string, cause: Error): LinkError {
  return new LinkError({
    code: 'RIG_PORT',
    expected: `the serial port ${path} of the rig's board`,
    came: cause.message,
    next: 'end the program that has it open (the Arduino IDE\'s monitor does), or run "flasher doctor"',
    cause,
  });
}
