import { LinkError } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { Json } from '../output/event.ts';
import { printable } from '../output/printable.ts';
import type { Finding, ProgressFigures } from '../output/reporter.ts';
import { DevicePort } from '../ports/device-port.ts';
import type { ByteLink } from '../serial/byte-link.ts';
import { pause } from '../serial/clock.ts';
import { describeMessage, messageLine } from './describe-message.ts';
import { LineWatch, type Sighting } from './line-watch.ts';
import { Tap } from './tap.ts';

export interface WatchOptions {
  readonly port: string | undefined;
  readonly baudRate: number;
  /** Ends after so long; undefined goes on until Ctrl-C. */
  readonly forMs: number | undefined;
  /** Ends after so many lines and messages. */
  readonly linesMax: number | undefined;
  /** Where other programs may reach the device meanwhile. */
  readonly tap: string | undefined;
}

type Direction = 'from-device' | 'to-device';

const reopenPauseMs = 200;
/** A port that does not come back in this time is a fault. */
const reopenWaitMs = 60_000;
/** A connection that lasted so long was one. */
const thereMs = 2000;

/** `flasher monitor`: what passes on the line, text and SMP side by side. */
export async function watchPort(context: CommandContext, options: WatchOptions): Promise<Finding> {
  const { host, openLink } = context.world;
  const { port, baudRate } = options;
  const device = await DevicePort.choose({ host, openLink, port, baudRate });
  const watch = new PortWatch(context, device, options);
  // Before the port is open: what a device says first must not wait for anything.
  await watch.listenAtTap();
  try {
    const link = await context.step(
      'open',
      `Opening ${device.name}`,
      () => device.open(),
      () => ({ result: { port: device.name, baudRate } }),
    );
    return await context.step(
      'watch',
      `Watching ${device.name}; Ctrl-C ends it`,
      (progress) => watch.run(link, progress),
      (finding) => ({ result: finding.result ?? null }),
    );
  } finally {
    await watch.close();
  }
}

class PortWatch {
  private readonly context: CommandContext;
  private readonly device: DevicePort;
  private readonly options: WatchOptions;
  private readonly counts = { texts: 0, messages: 0, damaged: 0, bytes: 0, hangUps: 0 };
  private link: ByteLink | undefined;
  private tap: Tap | undefined;
  private progress: (figures: ProgressFigures) => void = () => {};
  private readonly startedMs: number;
  private readonly ended = new AbortController();
  private readonly incoming: LineWatch;
  private readonly outgoing: LineWatch;

  constructor(context: CommandContext, device: DevicePort, options: WatchOptions) {
    this.context = context;
    this.device = device;
    this.options = options;
    this.startedMs = context.clock.now();
    this.incoming = new LineWatch(context.clock, (seen) => this.tell('from-device', seen));
    this.outgoing = new LineWatch(context.clock, (seen) => this.tell('to-device', seen));
  }

  async listenAtTap(): Promise<void> {
    const { tap } = this.options;
    if (tap !== undefined) this.tap = await Tap.listen(tap, (bytes) => this.send(bytes));
  }

  async run(first: ByteLink, progress: (figures: ProgressFigures) => void): Promise<Finding> {
    this.progress = progress;
    const { clock, signal } = this.context;
    const { forMs } = this.options;
    const cancel = forMs === undefined ? () => {} : clock.after(forMs, () => this.ended.abort());
    const onInterrupt = () => this.ended.abort();
    signal.addEventListener('abort', onInterrupt);
    if (signal.aborted) this.ended.abort();
    try {
      await this.follow(first);
    } finally {
      cancel();
      signal.removeEventListener('abort', onInterrupt);
      this.incoming.end();
      this.outgoing.end();
    }
    return { text: [this.summary()], result: { ...this.counts } };
  }

  async close(): Promise<void> {
    await this.tap?.close();
    await this.link?.close();
  }

  /** Stays with the device over hang-ups, until the end. */
  private async follow(first: ByteLink): Promise<void> {
    let link: ByteLink | undefined = first;
    let untilMs: number | undefined;
    const { clock } = this.context;
    while (link !== undefined && !this.ended.signal.aborted) {
      this.link = link;
      const [heardBytes, sinceMs] = [this.counts.bytes, clock.now()];
      // oxlint-disable-next-line no-await-in-loop -- one connection after the other
      const reason = await this.listen(link);
      if (reason === undefined) return;
      // A port that opens and hangs up at once, because somebody else has it, is still away.
      const wasThere = this.counts.bytes > heardBytes || clock.now() - sinceMs > thereMs;
      if (untilMs === undefined || wasThere) {
        untilMs = clock.now() + reopenWaitMs;
        this.counts.hangUps += 1;
        this.emit([`${this.stamp()} --     the port hung up; waiting for the device`], {
          kind: 'hang-up',
        });
      }
      // oxlint-disable-next-line no-await-in-loop -- see above
      link = await this.reopen(reason, untilMs);
    }
  }

  /** Ends with the reason when the far end hung up, with undefined at the end of the watch. */
  private listen(link: ByteLink): Promise<LinkError | undefined> {
    return new Promise((resolve) => {
      const end = () => resolve(undefined);
      this.ended.signal.addEventListener('abort', end, { once: true });
      link.onBytes((bytes) => {
        this.counts.bytes += bytes.length;
        this.tap?.send(bytes);
        this.incoming.push(bytes);
      });
      link.onClose((reason) => {
        this.ended.signal.removeEventListener('abort', end);
        resolve(reason);
      });
    });
  }

  private async reopen(reason: LinkError, untilMs: number): Promise<ByteLink | undefined> {
    const { clock } = this.context;
    while (clock.now() < untilMs) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- the tries follow each other
        await pause(clock, reopenPauseMs, this.ended.signal);
      } catch {
        return undefined;
      }
      try {
        // oxlint-disable-next-line no-await-in-loop -- see above
        return await this.device.open();
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
      }
    }
    throw reason;
  }

  private send(bytes: Uint8Array): void {
    this.outgoing.push(bytes);
    // A link that is gone says so by itself.
    this.link?.write(bytes).catch(() => undefined);
  }

  private tell(direction: Direction, seen: Sighting): void {
    if (this.ended.signal.aborted && this.isFull()) return;
    const arrow = direction === 'from-device' ? '<' : '>';
    const { words, facts } = sightingView(seen);
    if (seen.kind === 'text') this.counts.texts += 1;
    else if (seen.kind === 'smp') this.counts.messages += 1;
    else this.counts.damaged += 1;
    this.emit([`${this.stamp()} ${seen.kind === 'text' ? 'text' : 'smp '} ${arrow} ${words}`], {
      direction,
      ...facts,
    });
    if (this.isFull()) this.ended.abort();
  }

  private isFull(): boolean {
    const { texts, messages, damaged } = this.counts;
    return (
      this.options.linesMax !== undefined && texts + messages + damaged >= this.options.linesMax
    );
  }

  private emit(text: readonly string[], seen: Json): void {
    const rates = { bytesPerS: null, leftS: null, linkPercent: null };
    this.progress({ doneBytes: this.counts.bytes, totalBytes: 0, ...rates, text, seen });
  }

  private stamp(): string {
    return ((this.context.clock.now() - this.startedMs) / 1000).toFixed(3).padStart(9);
  }

  private summary(): string {
    const { texts, messages, damaged, bytes, hangUps } = this.counts;
    if (bytes === 0 && hangUps === 0) return 'Nothing was heard';
    const further = [
      ...(damaged === 0 ? [] : [`${damaged} damaged frames`]),
      ...(hangUps === 0 ? [] : [`${hangUps} hang-ups`]),
    ];
    return [
      `Heard ${bytes} bytes: ${texts} lines of text, ${messages} SMP messages`,
      ...further,
    ].join(', ');
  }
}

function sightingView(seen: Sighting): {
  readonly words: string;
  readonly facts: Record<string, Json>;
} {
  if (seen.kind === 'text') {
    const line = printable(seen.line);
    return { words: line, facts: { kind: 'text', line } };
  }
  if (seen.kind === 'damaged') {
    return { words: 'a damaged frame', facts: { kind: 'damaged' } };
  }
  const view = describeMessage(seen.message);
  const { name, payload, ...rest } = view;
  return {
    words: messageLine(view, seen.message.payload.length),
    facts: { kind: 'smp', ...rest, name: name ?? null, payload: payload ?? null },
  };
}
