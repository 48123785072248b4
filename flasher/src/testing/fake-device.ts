import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  ConsoleDeframer,
  Echo,
  encodeConsoleFrame,
  enumerationHandlers,
  handleCommand,
  Params,
  protocolFailure,
  readImage,
  Reset,
  SmpHeader,
  settingsHandlers,
  SmpServer,
  type McumgrError,
  type RecoveryServer,
  type SmpHandler,
  type TrustedKey,
} from '@feierabend/protocol';

import { FakeSettings } from './fake-settings.ts';
import { FakeSlots } from './fake-slots.ts';
import { FakeTracker } from './fake-tracker.ts';

/** What becomes of one request on its way. */
export type Fate = 'answer' | 'lose-request' | 'lose-answer' | 'answer-late' | 'answer-twice';

export interface SeenRequest {
  readonly op: number;
  readonly group: number;
  readonly command: number;
  /** Counts all requests from 0. */
  readonly index: number;
}

export interface FakeDeviceOptions {
  readonly runningImage: Uint8Array;
  readonly keys?: readonly TrustedKey[];
  /** A stock Zephyr board has none. */
  readonly withoutTracker?: boolean;
  readonly withoutImages?: boolean;
  /** Further commands. */
  readonly extras?: readonly SmpHandler[];
  /** Whether it lists its groups. */
  readonly enumerates?: boolean;
  readonly bufferBytes?: number;
  readonly bufferCount?: number;
  /** A boot loader with serial recovery: `reset` with `boot_mode` 1 stays in it. */
  readonly recovery?: RecoveryServer;
}

/** An SMP device behind a real local socket, with faults that tests switch on. */
export class FakeDevice {
  readonly slots: FakeSlots;
  readonly tracker: FakeTracker;
  readonly settings = new FakeSettings();
  readonly requests: SeenRequest[] = [];
  fate: (request: SeenRequest) => Fate = () => 'answer';
  /**
   * Answers these commands (`group/command`) with a code of the protocol instead of serving them.
   */
  readonly refusals = new Map<string, McumgrError>();
  /** Sees every request that is served, with its payload. */
  watch: (handler: SmpHandler, payload: Uint8Array) => void = () => undefined;
  /** Requests that go unheard after each reset. */
  deafRequestsAfterReset = 0;
  hangsUpOnReset = false;
  /** A reset that is answered and does not happen. */
  ignoresResets = 0;
  /** Serial recovery answers instead of the application. */
  inRecovery = false;
  resets = 0;
  /** Changes with everything that happens on the line. */
  activity = 0;
  private readonly server: SmpServer;
  private readonly recovery: RecoveryServer | undefined;
  private readonly listener: Server;
  private folder = '';
  private readonly sockets = new Set<Socket>();
  private deaf = 0;
  private lateAnswers: Uint8Array[] = [];

  constructor(options: FakeDeviceOptions) {
    const bufferBytes = options.bufferBytes ?? 384;
    this.slots = new FakeSlots(options.runningImage);
    const { settings, slots } = this;
    this.tracker = new FakeTracker({ keys: options.keys ?? [], bufferBytes, settings, slots });
    const handlers = [
      handleCommand(Echo.write, ({ d }) => ({ r: d })),
      handleCommand(Params.read, () => ({
        buf_size: bufferBytes,
        buf_count: options.bufferCount ?? 4,
      })),
      handleCommand(Reset.write, ({ boot_mode: bootMode }) => {
        this.reset(bootMode === 1);
        return {};
      }),
      ...(options.withoutImages === true ? [] : this.slots.handlers),
      ...(options.extras ?? []),
      ...settingsHandlers(this.settings),
      ...(options.withoutTracker === true ? [] : this.tracker.handlers),
    ];
    const listing = options.enumerates === true ? enumerationHandlers(handlers) : [];
    this.server = new SmpServer({
      handlers: [...handlers, ...listing].map((handler) => this.refusable(handler)),
      bufferBytes,
    });
    this.recovery = options.recovery;
    this.listener = createServer((socket) => this.serve(socket));
  }

  /** The socket's path, for `--port`. */
  get port(): string {
    return join(this.folder, 'uart');
  }

  async start(): Promise<this> {
    this.folder = await mkdtemp(join(tmpdir(), 'dev-'));
    await new Promise<void>((resolve) => void this.listener.listen(this.port, resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => void this.listener.close(() => resolve()));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Pulls the plug of the line; the device stays up and answers the next connection. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** What the device says to one message, after its fate. */
  respond(message: Uint8Array): Uint8Array[] {
    const header = SmpHeader.decode(message);
    if (!header.ok) return [];
    const { group, command, versionAndOp } = header.value.value;
    const request = { op: versionAndOp & 7, group, command, index: this.requests.length };
    this.requests.push(request);
    if (this.deaf > 0) {
      this.deaf -= 1;
      return [];
    }
    const fate = this.fate(request);
    if (fate === 'lose-request') return [];
    const answers = this.inRecovery ? this.recover(message) : this.server.receiveMessage(message);
    if (fate === 'lose-answer') return [];
    if (fate === 'answer-late') {
      this.lateAnswers.push(...answers);
      return [];
    }
    const late = this.lateAnswers;
    this.lateAnswers = [];
    return [...late, ...answers, ...(fate === 'answer-twice' ? answers : [])];
  }

  /** Power goes and comes back: the boot loader runs, and nothing of a conversation is left. */
  powerCycle(): void {
    this.lateAnswers = [];
    this.slots.boot();
  }

  private serve(socket: Socket): void {
    this.activity += 1;
    this.sockets.add(socket);
    const deframer = new ConsoleDeframer({ messageBytesMax: 65_536 });
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.write('*** Booting a fake ***\r\n');
    socket.on('data', (bytes) => {
      this.activity += 1;
      for (const message of deframer.push(bytes)) {
        const resetsBefore = this.resets;
        for (const answer of this.respond(message)) socket.write(encodeConsoleFrame(answer));
        if (this.hangsUpOnReset && this.resets > resetsBefore) socket.end();
      }
    });
  }

  /** A reset of the boot loader starts what lies in the first slot, if it is an image. */
  private recover(message: Uint8Array): Uint8Array[] {
    const { recovery } = this;
    if (recovery === undefined) return [];
    const resetsBefore = recovery.resets;
    const answers = recovery.receiveMessage(message);
    if (recovery.resets > resetsBefore) {
      const written = readImage(recovery.slot);
      this.inRecovery = !written.ok;
      if (written.ok) this.slots.replaceRunning(recovery.slot.slice(0, written.value.totalBytes));
      this.reset(false);
    }
    return answers;
  }

  private reset(toRecovery: boolean): void {
    this.resets += 1;
    if (this.ignoresResets > 0) {
      this.ignoresResets -= 1;
      return;
    }
    this.deaf = this.deafRequestsAfterReset;
    if (toRecovery && this.recovery !== undefined) this.inRecovery = true;
    else if (!this.inRecovery) this.slots.boot();
  }

  private refusable(handler: SmpHandler): SmpHandler {
    return {
      ...handler,
      answer: (payload, context) => {
        this.watch(handler, payload);
        const code = this.refusals.get(`${handler.group}/${handler.id}`);
        return code === undefined ? handler.answer(payload, context) : protocolFailure(code);
      },
    };
  }
}
