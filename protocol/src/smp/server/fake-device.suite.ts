import { concatBytes, equalBytes } from '../../bytes.ts';
import { readImage } from '../../image/read.ts';
import { formatVersion } from '../../image/version.ts';
import { ChunkReceiver } from './chunk-receiver.ts';
import { FileError } from '../errors/file-errors.ts';
import { groupFailure, protocolFailure, type SmpFailure, type SmpHandler } from './handler.ts';
import { SmpGroup } from '../header.ts';
import { ImageError } from '../errors/image-errors.ts';
import type {
  ImageSlotState,
  ImageStateWrite,
  ImageUploadRequest,
  ImageUploadResponse,
} from '../groups/image-group.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import type { ResetRequest } from '../groups/os-group.ts';
import { SettingsError } from '../errors/settings-errors.ts';
import { basicHandlers } from './basic-handlers.ts';
import { enumerationHandlers } from './enumeration-handlers.ts';
import { fileFailure, fileHandlers, type FileStore } from './file-handlers.ts';
import { imageHandlers, type ImageDevice } from './image-handlers.ts';
import { osHandlers } from './os-handlers.ts';
import { settingsFailure, settingsHandlers, type SettingsStore } from './settings-handlers.ts';
import { statisticsHandlers } from './statistics-handlers.ts';

/**
 * Two slots in memory that swap at a reset, as MCUboot does: a test is reverted unless it is
 * confirmed.
 */
export class FakeSlots implements ImageDevice {
  slots: (Uint8Array | undefined)[] = [undefined, undefined];
  #pending = false;
  #confirmed = true;
  readonly #receiver: ChunkReceiver;
  readonly #slotBytes: number;
  #incoming = new Uint8Array();

  constructor(running: Uint8Array, slotBytes = 256 * 1024) {
    this.slots[0] = running;
    this.#slotBytes = slotBytes;
    this.#receiver = new ChunkReceiver({ bytesMax: slotBytes });
  }

  imageState(): readonly ImageSlotState[] {
    return this.slots.flatMap((bytes, slot): ImageSlotState[] => {
      const read = readImage(bytes ?? new Uint8Array());
      if (!read.ok) return [];
      const { hash, version } = read.value;
      const isFirst = slot === 0;
      return [
        {
          slot,
          version: formatVersion(version).replace('+', '.'),
          hash,
          bootable: true,
          active: isFirst,
          confirmed: isFirst && this.#confirmed,
          pending: !isFirst && this.#pending,
        },
      ];
    });
  }

  setImageState({ hash, confirm }: ImageStateWrite): SmpFailure | undefined {
    const slot =
      hash === undefined
        ? 0
        : this.imageState().find((one) => equalBytes(one.hash ?? hash, hash))?.slot;
    if (slot === undefined) return groupFailure(SmpGroup.image, ImageError.hashNotFound);
    if (confirm === true && slot === 0) this.#confirmed = true;
    else this.#pending = true;
    return undefined;
  }

  upload({ off, len, sha, data }: ImageUploadRequest): ImageUploadResponse | SmpFailure {
    const refuse = (rc: ImageError) => groupFailure(SmpGroup.image, rc);
    if (off === undefined) return refuse(ImageError.offsetMissing);
    const verdict = this.#receiver.accept({ off, len, sha, data: data ?? new Uint8Array() });
    if (verdict.kind === 'refuse') return refuse(ImageError.tooLarge);
    if (verdict.kind === 'want') return { off: verdict.off };
    if (verdict.starts) this.#incoming = new Uint8Array(len ?? 0);
    this.#incoming.set(verdict.data, verdict.at);
    if (!verdict.isDone) return { off: verdict.off };
    this.slots[1] = this.#incoming;
    return { off: verdict.off, match: true };
  }

  readonly eraseSlot = (slot: number): SmpFailure | undefined => {
    if (slot !== 1) return groupFailure(SmpGroup.image, ImageError.invalidSlot);
    this.slots[1] = undefined;
    return undefined;
  };

  readonly slotInfo = () => {
    const slots = [0, 1].map((slot) => ({ slot, size: this.#slotBytes, upload_image_id: 0 }));
    return [{ image: 0, slots, max_image_size: this.#slotBytes }];
  };

  /** What the boot loader does. */
  boot(): void {
    if (!this.#pending && this.#confirmed) return;
    this.slots.reverse();
    this.#confirmed = !this.#pending;
    this.#pending = false;
  }
}

/** Files in memory. */
export class FakeFiles implements FileStore {
  readonly files = new Map<string, Uint8Array>();

  fileBytes(name: string): number | SmpFailure {
    return this.files.get(name)?.length ?? fileFailure(FileError.notFound);
  }

  readFile(name: string, offset: number, bytesMax: number): Uint8Array {
    return (this.files.get(name) ?? new Uint8Array()).slice(offset, offset + bytesMax);
  }

  createFile(name: string): SmpFailure | undefined {
    if (!name.startsWith('/lfs/')) return fileFailure(FileError.mountPointNotFound);
    this.files.set(name, new Uint8Array());
    return undefined;
  }

  appendFile(name: string, data: Uint8Array): undefined {
    this.files.set(name, concatBytes(this.files.get(name) ?? new Uint8Array(), data));
  }
}

/** Settings in memory and in "storage"; `secret` can be written and not read, `fixed` neither. */
class FakeSettings implements SettingsStore {
  values = new Map<string, Uint8Array>();
  saved = new Map<string, Uint8Array>();
  commits = 0;

  readSetting(name: string): Uint8Array | SmpFailure {
    if (name === 'secret') return settingsFailure(SettingsError.readNotSupported);
    return this.values.get(name) ?? settingsFailure(SettingsError.keyNotFound);
  }

  writeSetting(name: string, value: Uint8Array): SmpFailure | undefined {
    if (name === 'fixed') return settingsFailure(SettingsError.writeNotSupported);
    this.values.set(name, value);
    return undefined;
  }

  deleteSetting(name: string): SmpFailure | undefined {
    return this.values.delete(name) ? undefined : settingsFailure(SettingsError.keyNotFound);
  }

  commitSettings(): undefined {
    this.commits += 1;
  }

  loadSettings(): undefined {
    this.values = new Map(this.saved);
  }

  saveSettings(): undefined {
    this.saved = new Map(this.values);
  }
}

/** A device with every group that other firmware has too. */
export class FakeDevice {
  readonly slots: FakeSlots;
  readonly files = new FakeFiles();
  readonly settings = new FakeSettings();
  readonly handlers: readonly SmpHandler[];
  resets: ResetRequest[] = [];
  erases = 0;
  time = '2026-11-23T07:00:00';
  isBusy = false;

  constructor(running: Uint8Array, bufferBytes: number) {
    this.slots = new FakeSlots(running);
    const counters = new Map([
      ['frames', 3],
      ['dropped', 0],
    ]);
    const handlers = [
      ...osHandlers(this.#os(bufferBytes)),
      ...imageHandlers(this.slots),
      ...statisticsHandlers({
        statisticsNames: () => ['smp', 'gnss'],
        statistics: (name) => (name === 'smp' ? counters : name === 'gnss' ? new Map() : undefined),
      }),
      ...settingsHandlers(this.settings),
      ...fileHandlers(this.files, bufferBytes),
      ...basicHandlers({ eraseStorage: () => void (this.erases += 1) }),
    ];
    this.handlers = [...handlers, ...enumerationHandlers(handlers)];
  }

  #os(bufferBytes: number): Parameters<typeof osHandlers>[0] {
    return {
      parameters: { buf_size: bufferBytes, buf_count: 4 },
      reset: (request) => {
        if (this.isBusy && (request.force ?? 0) === 0) return protocolFailure(McumgrError.busy);
        this.resets.push(request);
        return undefined;
      },
      tasks: () => new Map([['main', { prio: -1, tid: 0, state: 2, stkuse: 100, stksiz: 256 }]]),
      memoryPools: () => new Map([['buffers', { blksiz: 64, nblks: 8, nfree: 7, min: 2 }]]),
      dateTime: () => this.time,
      setDateTime: (text) => void (this.time = text),
      information: () => ({ kernelName: 'Feierabend', kernelVersion: '1.0', processor: 'sim' }),
      bootLoader: (query) => (query === 'mode' ? { mode: 3 } : { bootloader: 'MCUboot' }),
    };
  }
}
