import { once } from 'node:events';

import type { HostSystem } from '@feierabend/flasher';
import { LinkError, UsageError } from '@feierabend/protocol';
import { SerialPort } from 'serialport';

import { startEmulatedRig } from '../rig/emulated/emulated-rig.ts';
import type { VirtualWiring, WiredTracker } from '../rig/emulated/virtual-wiring.ts';
import { Rig } from '../rig/rig.ts';
import { registryFolder } from '@feierabend/firmware-sim/reaper/run-registry';
import { BoardLock } from './board-lock.ts';
import type { Bench } from './bench-schema.ts';
import { serialPath } from './serial-path.ts';

export interface OpenRigOptions {
  readonly bench: Bench;
  readonly system: HostSystem;
  /** What hangs on an emulated board. */
  readonly tracker: WiredTracker;
  /** Of this process: a board on a desk is locked for it. */
  readonly pid?: number | undefined;
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
  const { bench, system, tracker, speed = 1, pid } = options;
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
  const path = await serialPath(system, wired.port);
  const lock = await lockBoard(path, { bench, system, pid });
  const line = await openLine(path, wired.baud).catch((error: unknown) => {
    lock?.release();
    throw error;
  });
  const close = async (): Promise<void> => {
    lock?.release();
    if (!line.isOpen) return;
    const closed = once(line, 'close', { signal: AbortSignal.timeout(deadlineMs) });
    line.close();
    await closed;
  };
  const connect = (): void => void line.emit('open');
  const rig = await Rig.open({ transport: line, pins, deadlineMs, connect, close });
  return { rig, wiring: undefined };
}

/** One board, one run: by the path without links, whatever it was called. */
async function lockBoard(
  path: string,
  { bench, system, pid }: Pick<OpenRigOptions, 'bench' | 'system' | 'pid'>,
): Promise<BoardLock | undefined> {
  if (pid === undefined) return undefined;
  const board = (await system.files.real(path)) ?? path;
  return BoardLock.take({ folder: registryFolder(), board, bench: bench.name, pid });
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
