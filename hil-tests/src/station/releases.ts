import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DataError, readImage, toHex } from '@feierabend/protocol';

import { boardId, factoryImage } from '../demo/tenant-kit.ts';
import type { FlasherRuns } from './flasher-runs.ts';
import { asVersion } from './image-version.ts';
import type { StationParts } from './station-parts.ts';

export interface ReleaseOptions {
  /** 32 KiB when left out; only where the suite builds the program, too. */
  readonly sizeBytes?: number;
  /** What it finds when it looks at itself; needs `self-test`. */
  readonly selfTest?: 'pass' | 'fail' | 'hang';
  /** Another board than the one under test. */
  readonly isForBoard?: string;
  /** Signed by somebody else. */
  readonly isForeign?: boolean;
}

export interface Release {
  readonly file: string;
  readonly version: string;
  readonly counter: number;
  /** What the device calls it by. */
  readonly hash: string;
  /** What `flash` is told of whom to trust. */
  readonly trust: readonly string[];
}

interface Making extends ReleaseOptions {
  readonly version: string;
  readonly counter: number;
  readonly signer: string | undefined;
}

/** Firmware for the target of a bench: each release newer than the one before. */
export class Releases {
  readonly #parts: StationParts;
  readonly #flasher: FlasherRuns;
  readonly #firstCounter: number;
  #made = 0;
  #foreignKey: string | undefined;

  constructor(parts: StationParts, flasher: FlasherRuns) {
    this.#parts = parts;
    this.#flasher = flasher;
    // A board remembers the counter of the runs before; a virtual one is new each time.
    const isVirtual = parts.order.bench.target.kind === 'virtual';
    this.#firstCounter = isVirtual ? 10 : Math.floor(Date.now() / 60_000);
  }

  /** What the target is, as `image build` and `flash` name it. */
  get board(): string | undefined {
    const { bench } = this.#parts.order;
    return bench.target.kind === 'virtual' ? boardId : bench.firmware?.board;
  }

  async make(options: ReleaseOptions = {}): Promise<Release> {
    this.#made += 1;
    const counter = this.#firstCounter + this.#made;
    const version = `2.${this.#made}.0+${counter}`;
    const signer = options.isForeign === true ? await this.#foreign() : this.#signer;
    const file = await this.#file({ ...options, version, counter, signer });
    return { file, version, counter, hash: await hashOf(file), trust: this.#trust };
  }

  /** Of the image that a tracker of this bench leaves the factory with; undefined for a board, which may run anything. */
  async factoryHash(): Promise<string | undefined> {
    const { board, imageFolder } = this.#parts;
    return board === undefined ? hashOf(join(imageFolder, factoryImage)) : undefined;
  }

  /** A public key that has signed nothing on this bench. */
  async foreignTrust(): Promise<string> {
    return publicOf(await this.#foreign());
  }

  async #file(release: Making): Promise<string> {
    const file = join(this.#parts.imageFolder, `release-${this.#made}.img`);
    const of = this.#parts.order.bench.firmware?.image;
    if (of === undefined) {
      await this.#build(file, release);
      return file;
    }
    const version = { major: 2, minor: this.#made, revision: 0, build: release.counter };
    await writeFile(file, asVersion(await readFile(of), version, of), { mode: 0o600 });
    if (release.signer === undefined) return file;
    const signed = `${file}.signed`;
    await this.#flasher.quiet('image', 'sign', file, '--key', release.signer, '--out', signed);
    return signed;
  }

  async #build(file: string, release: Making): Promise<void> {
    const { sizeBytes = 32_768, selfTest = 'pass', isForBoard, version, counter } = release;
    const board = isForBoard ?? this.board;
    const body = ['--sim', '--size', String(sizeBytes), '--self-test', selfTest];
    const of = ['--key', release.signer ?? '', '--version', version, '--counter', String(counter)];
    const place = board === undefined ? [] : ['--board', board];
    const defects = this.#parts.order.defects.flatMap((name) => ['--defect', name]);
    await this.#flasher.quiet('image', 'build', file, ...body, ...of, ...place, ...defects);
  }

  get #signer(): string | undefined {
    const { bench } = this.#parts.order;
    return bench.target.kind === 'virtual' ? this.#parts.kit.imageKey : bench.firmware?.key;
  }

  get #trust(): readonly string[] {
    const signer = this.#signer;
    return signer === undefined ? ['--unverified'] : ['--trust', publicOf(signer)];
  }

  async #foreign(): Promise<string> {
    if (this.#foreignKey === undefined) {
      this.#foreignKey = join(this.#parts.imageFolder, 'foreign-signing.pem');
      await this.#flasher.quiet('image', 'keygen', this.#foreignKey);
    }
    return this.#foreignKey;
  }
}

async function hashOf(file: string): Promise<string> {
  const image = readImage(await readFile(file));
  if (!image.ok) throw new DataError(image.fault);
  return toHex(image.value.hash);
}

/** Where `image keygen` puts the public half. */
function publicOf(key: string): string {
  return key.replace(/\.pem$/u, '.pub.pem');
}
