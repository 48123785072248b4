import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { DeviceNames } from '../identity/identity.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { WipeParts } from '../orders/kinds/wipe-order.ts';
import type { Flash } from '../ports.ts';
import type { Outbox } from '../report/outbox.ts';
import { Decommissioning } from './decommissioning.ts';
import type { JournalHandout } from './journal-handout.ts';

export interface WipeDutyParts {
  readonly flash: Flash;
  readonly names: DeviceNames;
  readonly journal: JournalStore;
  readonly outbox: Outbox;
  readonly handout: JournalHandout;
  readonly time: Pick<TimeKeeper, 'nowS'>;
  /** Stores what was collected. */
  readonly flush: () => void;
  /** The end was asked for, and ordered if flash took the order: no work from here on. */
  readonly ended: (isOrdered: boolean) => void;
}

/** What a device at work knows and does about its own wipe. */
export function wipeDuty(parts: WipeDutyParts): Omit<WipeParts, 'eraser'> {
  const { flash, names, journal, outbox, handout, time, flush, ended } = parts;
  // What does not read any more may have been one.
  const isReport = (sequence: number) => {
    const facts = outbox.facts(sequence);
    return facts === undefined || facts.kind === 'records' || facts.kind === 'event';
  };
  const reports = () => outbox.waiting().filter(isReport).length;
  return {
    flush,
    holdsReports: () => reports() > 0,
    isJournalOut: () => handout.isOut,
    decommission: (instruction) => {
      const isOrdered = new Decommissioning(flash).order({
        instruction,
        count: reports(),
        dev: names.device,
        ten: names.tenant,
        atS: time.nowS(),
        jlen: journal.length,
        jhead: journal.head,
        tail: handout.tail,
      });
      ended(isOrdered);
      return isOrdered;
    },
  };
}
