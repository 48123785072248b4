import { BinaryScan } from './binary-scan.ts';
import { ConsoleLines } from './console-lines.ts';
import type { LeakHit } from './leak-hit.ts';
import type { NeedleSet } from './needles.ts';
import { batchRecords, isPrivateFix } from './record-scan.ts';
import { TextScan } from './text-scan.ts';
import type { TapChannel, TapRecord } from './tap-record.ts';

/** Searches one channel, and what its console frames carry, as one stream of bytes. */
export class ChannelSearch {
  readonly #needles: NeedleSet;
  readonly #raw: { readonly binary: BinaryScan; readonly text: TextScan };
  readonly #framed: { readonly binary: BinaryScan; readonly text: TextScan };
  readonly #lines: ConsoleLines | undefined;
  readonly #report: (hit: LeakHit) => void;
  readonly #channel: TapChannel;
  #offset = 0;
  #atMs = 0;

  constructor(needles: NeedleSet, channel: TapChannel, report: (hit: LeakHit) => void) {
    this.#needles = needles;
    this.#channel = channel;
    this.#report = report;
    this.#raw = this.#scans('raw');
    this.#framed = this.#scans('console-frame');
    this.#lines = channel === 'serial' ? new ConsoleLines() : undefined;
  }

  push({ atMs, bytes }: TapRecord): void {
    this.#atMs = atMs;
    this.#raw.binary.push(bytes);
    this.#raw.text.push(bytes);
    for (const payload of this.#lines?.push(bytes) ?? []) {
      this.#framed.binary.push(payload);
      this.#framed.text.push(payload);
    }
    const records = batchRecords(bytes);
    if (records.some((record) => isPrivateFix(this.#needles, record))) {
      this.#hit('record', 'raw', this.#offset);
    }
    this.#offset += bytes.length;
  }

  #scans(layer: LeakHit['layer']) {
    const report = (encoding: LeakHit['encoding'], offset: number) =>
      this.#hit(encoding, layer, offset);
    return {
      binary: new BinaryScan(this.#needles, report),
      text: new TextScan(this.#needles, report),
    };
  }

  #hit(encoding: LeakHit['encoding'], layer: LeakHit['layer'], offset: number): void {
    this.#report({ channel: this.#channel, encoding, layer, offset, atMs: this.#atMs });
  }
}
