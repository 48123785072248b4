import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { LinkError } from '@feierabend/protocol';

import type { QemuPower } from '../bench/bench-schema.ts';
import type { RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';
import { Cable } from './cable.ts';
import type { PowerSwitch } from './power-switch.ts';
import { qemuArguments } from './qemu-arguments.ts';
import { watchResets } from './reset-watch.ts';

/**
 * QEMU looks for input only when something else wakes it, and a guest that enables its receiver does not. Any command on the
 * monitor does.
 */
const wakeMs = 20;
const retryMs = 20;
/** What the monitor tells may come behind what the board has said since. */
const monitorLateMs = 1000;
/** A board that was asked to reset has begun to within that time, or will not. */
const refusedMs = 3000;
const quoteCharacters = 200;

export interface QemuBoardOptions {
  readonly qemu: QemuPower;
  /** Where the host finds its serial line. */
  readonly address: string;
  /** Short, for sockets; removed with the run. */
  readonly folder: string;
  readonly startMs: number;
  readonly registry: RunRegistry | undefined;
}

interface Machine {
  readonly child: ChildProcess;
  readonly monitor: Socket;
  readonly waker: NodeJS.Timeout;
}

/** A board under QEMU: off is the end of the process, on a new one. Only what lies in its flash file is there again. */
export class QemuBoard implements PowerSwitch {
  readonly #options: QemuBoardOptions;
  readonly #cable: Cable;
  #machine: Machine | undefined;
  #said = '';
  #ready: (() => void) | undefined;
  #starts = 0;
  #readyAtMs = -Infinity;
  #refused: NodeJS.Timeout | undefined;

  private constructor(options: QemuBoardOptions, cable: Cable) {
    this.#options = options;
    this.#cable = cable;
  }

  static async open(options: QemuBoardOptions): Promise<QemuBoard> {
    let asked = (): void => {};
    const watch = watchResets(() => asked());
    const board = new QemuBoard(options, await Cable.open(options.address, watch));
    asked = () => board.#resetAsked();
    return board;
  }

  async set(isOn: boolean): Promise<void> {
    if (!isOn) await this.#end();
    else if (this.#machine === undefined) await this.#start();
  }

  async close(): Promise<void> {
    await this.#end();
    await this.#cable.close();
  }

  async #start(): Promise<void> {
    const { qemu, folder, startMs, registry } = this.#options;
    const untilMs = performance.now() + startMs;
    this.#starts += 1;
    const uart = join(folder, `uart${this.#starts}`);
    const qmp = join(folder, `qmp${this.#starts}`);
    const child = spawn(qemu.program, qemuArguments(qemu, { uart, qmp }), {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
    try {
      await once(child, 'spawn');
      if (registry?.addChild(child.pid) === false) child.kill('SIGKILL');
      child.once('exit', () => registry?.removeChild(child.pid));
      const line = await patiently(uart, untilMs, child);
      const monitor = await patiently(qmp, untilMs, child);
      this.#machine = {
        child,
        monitor,
        waker: setInterval(() => tell(monitor, 'query-status'), wakeMs),
      };
      this.#listenTo(monitor);
      this.#cable.plug(line, (bytes) => this.#hear(bytes));
      tell(monitor, 'qmp_capabilities');
      const ready = this.#awaitReady(untilMs);
      // It was started with its clock standing, so that nothing it says is lost.
      tell(monitor, 'cont');
      await ready;
    } catch (cause) {
      await this.#end();
      child.kill('SIGKILL');
      throw new LinkError({
        code: 'TARGET_QEMU',
        expected: `${qemu.program} -M ${qemu.machine} to start ${qemu.image}`,
        came: complaint.trim().slice(-quoteCharacters) || reasonOf(cause, this.#said),
        next: 'run "hil bench check" on the bench file, or the same QEMU by hand',
        cause,
      });
    }
  }

  /** Without a text to wait for, it listens at once. */
  async #awaitReady(untilMs: number): Promise<void> {
    this.#readyAtMs = -Infinity;
    this.#deafen();
    if (this.#options.qemu.readyText === undefined) return;
    const late = pause(Math.max(0, untilMs - performance.now()), 'late' as const, { ref: false });
    const ready = new Promise<'ready'>((resolve) => {
      this.#ready = () => resolve('ready');
    });
    if ((await Promise.race([late, ready])) === 'ready') return;
    throw new LinkError({
      code: 'TARGET_QEMU',
      expected: `"${this.#options.qemu.readyText}" on its serial line`,
      came: 'it was not printed in time',
      next: 'correct power.readyText, or raise timeouts.startS',
    });
  }

  #deafen(): void {
    this.#said = '';
    this.#cable.listens(this.#options.qemu.readyText === undefined);
  }

  /** From here on nothing reaches the board until it is up again, or does not do what it was asked for. */
  #resetAsked(): void {
    this.#deafen();
    clearTimeout(this.#refused);
    this.#refused = setTimeout(() => this.#cable.listens(true), refusedMs);
  }

  #hear(bytes: Buffer): void {
    this.#said = (this.#said + bytes.toString('latin1')).slice(-4 * quoteCharacters);
    const { readyText } = this.#options.qemu;
    if (readyText === undefined || !this.#said.includes(readyText)) return;
    this.#said = '';
    clearTimeout(this.#refused);
    this.#readyAtMs = performance.now();
    this.#cable.listens(true);
    this.#ready?.();
  }

  #listenTo(monitor: Socket): void {
    const lines = createInterface({ input: monitor });
    lines.on('error', () => {});
    lines.on('line', (line) => {
      if (!/"event": ?"RESET"/u.test(line)) return;
      clearTimeout(this.#refused);
      if (performance.now() - this.#readyAtMs > monitorLateMs) this.#deafen();
    });
    monitor.on('error', () => monitor.destroy());
  }

  async #end(): Promise<void> {
    const machine = this.#machine;
    this.#machine = undefined;
    clearTimeout(this.#refused);
    this.#cable.unplug();
    if (machine === undefined) return;
    clearInterval(machine.waker);
    machine.monitor.destroy();
    const { child } = machine;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

function tell(monitor: Socket, command: string): void {
  if (!monitor.destroyed) monitor.write(`{"execute":"${command}"}\n`);
}

/** QEMU makes its sockets a moment after it was started. */
async function patiently(path: string, untilMs: number, child: ChildProcess): Promise<Socket> {
  for (;;) {
    const socket = connect(path);
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      socket.destroy();
      if (performance.now() > untilMs || child.exitCode !== null) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(retryMs);
  }
}

function reasonOf(cause: unknown, said: string): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return said === ''
    ? reason
    : `${reason}; it said last: ${JSON.stringify(said.slice(-quoteCharacters))}`;
}
