import { BinaryScan } from './binary-scan.ts';
import { ConsoleLines } from './console-lines.ts';
import { EncodedRuns, type RunLayer } from './encoded-runs.ts';
import type { LeakHit, LeakLayer } from './leak-hit.ts';
import type { Needles } from './needles.ts';
import { batchRecords, isPrivateFix } from './record-scan.ts';
import { TextScan } from './text-scan.ts';
import type { TapChannel, TapRecord } from './tap-record.ts';
import { VarintScan } from './varint-scan.ts';

type Push = (bytes: Uint8Array) => void;

/** Searches one channel, and what text in it carries, as one stream of bytes. */
export class ChannelSearch {
  readonly #needles: Needles;
  readonly #raw: Push;
  readonly #framed: Push;
  readonly #runs: readonly EncodedRuns[];
  readonly #lines: ConsoleLines | undefined;
  readonly #report: (hit: LeakHit) => void;
  readonly #channel: TapChannel;
  #offset = 0;
  #atMs = 0;

  constructor(needles: Needles, channel: TapChannel, report: (hit: LeakHit) => void) {
    this.#needles = needles;
    this.#channel = channel;
    this.#report = report;
    this.#raw = this.#scans('raw');
    this.#framed = this.#scans('console-frame');
    this.#runs = (['hex', 'base64'] as const).map((layer) => this.#runsOf(layer));
    this.#lines = channel === 'serial' ? new ConsoleLines() : undefined;
  }

  push(tap: TapRecord): void {
    this.pushWhole(tap);
    this.pushStream(tap);
  }

  /** Looks at a piece as a message of its own, which must also be part of the stream. */
  pushWhole({ atMs, bytes }: TapRecord): void {
    this.#atMs = atMs;
    const records = batchRecords(bytes);
    if (records.some((record) => isPrivateFix(this.#needles, record))) {
      this.#hit('record', 'raw', this.#offset);
    }
  }

  /** Looks at bytes as the next ones of the stream, of as many pieces as there are in them. */
  pushStream({ atMs, bytes }: TapRecord): void {
    this.#atMs = atMs;
    this.#raw(bytes);
    for (const payload of this.#lines?.push(bytes) ?? []) this.#framed(payload);
    for (const runs of this.#runs) runs.push(bytes);
    this.#offset += bytes.length;
  }

  /** What is still open at the end of the channel is judged as it is. */
  end(): void {
    for (const runs of this.#runs) runs.end();
  }

  /** Each run is a stream of its own; its hits lie where it was decoded. */
  #runsOf(layer: RunLayer): EncodedRuns {
    return new EncodedRuns(layer, (bytes) => {
      const at = this.#offset;
      const report = (encoding: LeakHit['encoding']) => this.#hit(encoding, layer, at);
      for (const push of scansOf(this.#needles, report)) push(bytes);
    });
  }

  #scans(layer: LeakLayer): Push {
    const report = (encoding: LeakHit['encoding'], offset: number) =>
      this.#hit(encoding, layer, offset);
    const pushes = scansOf(this.#needles, report);
    return (bytes) => {
      for (const push of pushes) push(bytes);
    };
  }

  #hit(encoding: LeakHit['encoding'], layer: LeakLayer, offset: number): void {
    this.#report({ channel: this.#channel, encoding, layer, offset, atMs: this.#atMs });
  }
}

function scansOf(
  needles: Needles,
  report: (encoding: LeakHit['encoding'], offset: number) => void,
): readonly Push[] {
  const scans = [BinaryScan, VarintScan, TextScan].map((Scan) => new Scan(needles, report));
  return scans.map((scan) => (bytes) => scan.push(bytes));
}
