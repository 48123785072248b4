import { readFile, stat } from 'node:fs/promises';

import { DataError, UsageError } from '@feierabend/protocol';

import { openReceiverPort, type ReceiverPortOptions } from '../adapters/serial/receiver-port.ts';
import type { Clock } from '../core/ports.ts';
import type { GnssFeed } from '../gnss/feed.ts';
import { FeedPlayer } from '../replay/feed-player.ts';
import { readNmeaLog } from '../replay/nmea-log.ts';
import { shiftFeed } from '../replay/shift-feed.ts';
import { generateDay } from '../route/generate-day.ts';

/** Where the receiver's bytes come from: hardware, a recording, or a day made up from a seed. */
export type ReceiverTarget =
  | { readonly kind: 'port'; readonly path: string; readonly baudRate: number }
  | { readonly kind: 'log'; readonly path: string }
  | { readonly kind: 'day'; readonly seed: number };

const baudRateUsual = 9600;

/** Reads `/dev/ttyUSB0`, `COM3@4800`, `drive.nmea` or `day:7`. A port is what the system lists as a device, a log is a file. */
export async function parseReceiverTarget(text: string): Promise<ReceiverTarget> {
  const day = /^day:(\d{1,10})$/u.exec(text);
  if (day !== null && Number(day[1]) <= 0xffff_ffff) return { kind: 'day', seed: Number(day[1]) };
  const [, path = text, rate] = /^(.+?)(?:@(\d{3,7}))?$/u.exec(text) ?? [];
  const baudRate = rate === undefined ? baudRateUsual : Number(rate);
  if (/^(?:\\\\\.\\)?COM\d+$/iu.test(path)) return { kind: 'port', path, baudRate };
  const found = await stat(path).catch(() => undefined);
  if (found?.isCharacterDevice() === true) return { kind: 'port', path, baudRate };
  if (found?.isFile() === true && rate === undefined) return { kind: 'log', path };
  throw new UsageError({
    code: 'RECEIVER_TARGET',
    expected: 'a serial port such as /dev/ttyUSB0@9600, a recorded log, or day:SEED',
    came: `${text} is ${found === undefined ? 'not there' : 'something else'}`,
    next: 'correct --receiver; a socket that takes NMEA 0183 is opened with --gnss',
  });
}

/** A recording that is over is not heard again. */
export type ReceiverState = 'heard' | 'lost' | 'over';

export interface ReceiverSourceParts extends Pick<ReceiverPortOptions, 'streamOf'> {
  readonly clock: Clock;
  /** What time it is, in Unix milliseconds: recordings are moved to it. */
  readonly nowMs: number;
  readonly deliver: (bytes: Uint8Array) => void;
  readonly log: (line: string) => void;
  /** Called with each change; a source that opened is heard. */
  readonly changed: (state: ReceiverState) => void;
}

/** Starts to hear a receiver; a recording is moved so that its first fix is now, a made-up day is today's. */
export async function openReceiver(
  target: ReceiverTarget,
  parts: ReceiverSourceParts,
): Promise<{ close(): Promise<void> }> {
  const { clock, nowMs, deliver, streamOf } = parts;
  const tell = (state: ReceiverState, line: string): void => {
    parts.log(`receiver: ${line}`);
    parts.changed(state);
  };
  if (target.kind === 'port') {
    const lost = (reason: string): void => tell('lost', `lost, ${reason}`);
    const found = (): void => tell('heard', 'heard again');
    const port = { ...target, clock, onBytes: deliver, lost, found };
    return openReceiverPort(streamOf === undefined ? port : { ...port, streamOf });
  }
  const feed = target.kind === 'day' ? dayOf(target.seed, nowMs) : await logOf(target.path, nowMs);
  const fromMs = target.kind === 'day' ? nowMs : (feed.epochs[0]?.atMs ?? nowMs);
  const ended = (): void => tell('over', `${feed.name} is over`);
  const player = new FeedPlayer(feed, { clock, fromMs, deliver, ended });
  return {
    close() {
      player.stop();
      return Promise.resolve();
    },
  };
}

function dayOf(seed: number, nowMs: number): GnssFeed {
  const utcOffsetMin = -new Date(nowMs).getTimezoneOffset();
  const local = new Date(nowMs + utcOffsetMin * 60_000);
  return generateDay({ seed, date: local.toISOString().slice(0, 10), utcOffsetMin });
}

async function logOf(path: string, nowMs: number): Promise<GnssFeed> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new DataError({
      code: 'RECEIVER_LOG',
      expected: `a recorded log at ${path}`,
      came: 'it could not be read',
      next: 'check the name and the rights of the file',
      cause,
    });
  });
  const { feed } = readNmeaLog(bytes, { name: path, checksums: 'learned' });
  return shiftFeed(feed, nowMs);
}
