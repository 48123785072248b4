import type { Assembly } from '../assembly.ts';
import { Outbox, type OutboxEntry } from '../report/outbox.ts';
import { Staging } from '../report/staging.ts';
import { flashMap } from '../storage/flash-map.ts';
import { eraseArea } from '../storage/flash-scrub.ts';

/** What was collected lives in RAM alone. */
class EmptyStaging extends Staging {
  override add(): boolean {
    return true;
  }
}

/** What is let go is marked, and lies in flash as before. */
class MarkingOutbox extends Outbox {
  override scrub(): boolean {
    return true;
  }
}

/** A deletion looks what there is, lets it go and overwrites it: here it is stored again instead. */
class ReturningOutbox extends Outbox {
  #gone: OutboxEntry[] = [];

  override waiting(): number[] {
    this.#gone = [];
    return super.waiting();
  }

  override free(sequence: number): void {
    const entry = this.read(sequence);
    if (entry !== undefined) this.#gone.push(entry);
    super.free(sequence);
  }

  override scrub(): boolean {
    for (const entry of this.#gone.splice(0)) this.store(entry);
    return true;
  }
}

export const nothingStaged: Partial<Assembly> = {
  staging: (flash, storageKey) => new EmptyStaging(flash, storageKey),
};

export const nothingOverwritten: Partial<Assembly> = {
  outbox: (flash, storageKey) => new MarkingOutbox(flash, storageKey),
};

export const nothingLetGo: Partial<Assembly> = {
  outbox: (flash, storageKey, ram) => new ReturningOutbox(flash, storageKey, ram),
};

export const sectorLeft: Partial<Assembly> = {
  eraseArea: (flash, area) => {
    if (area.at !== flashMap.outbox.at) return eraseArea(flash, area);
    const { eraseBlockBytes } = flash;
    const rest = { at: area.at + eraseBlockBytes, sizeBytes: area.sizeBytes - eraseBlockBytes };
    return eraseArea(flash, rest);
  },
};

export const counterSetBack: Partial<Assembly> = {
  bootState: (state) => void state.update({ counter: 0 }),
};
