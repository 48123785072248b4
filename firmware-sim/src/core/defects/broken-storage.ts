import type { Assembly } from '../assembly.ts';
import { Outbox } from '../report/outbox.ts';
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

export const nothingStaged: Partial<Assembly> = {
  staging: (flash, storageKey) => new EmptyStaging(flash, storageKey),
};

export const nothingOverwritten: Partial<Assembly> = {
  outbox: (flash, storageKey) => new MarkingOutbox(flash, storageKey),
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
