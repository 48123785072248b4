import { FeierabendError } from '@feierabend/protocol';

import { soundAssembly, type Assembly } from '../assembly.ts';
import { crashRecordOf } from '../boot/crash-record.ts';
import { callsWithoutEnd, glassWithoutNotice, sealedForEverybody } from './broken-acts.ts';
import { lateEverywhere, openAtCapture, openAtSend, openAtStore } from './broken-gates.ts';
import type { SeededDefect } from './defect-list.ts';
import { LeakyDriver, StaleListener } from './leaky-driver.ts';
import * as leaks from './leaks.ts';

/** How each defect changes what is put together. */
const changes: Readonly<Record<SeededDefect, Partial<Assembly>>> = {
  'gate-capture': openAtCapture,
  'gate-store': openAtStore,
  'gate-send': openAtSend,
  'gate-late': lateEverywhere,
  'sos-everyone': sealedForEverybody,
  'sos-endless': callsWithoutEnd,
  'glass-early': glassWithoutNotice,
  'leak-log': leaking(leaks.toLog),
  'leak-serial': leaking(leaks.toSerial),
  'leak-mqtt': leaking(leaks.toStatus),
  'leak-retained': leaking(leaks.toRetained),
  'leak-topic': leaking(leaks.toTopic),
  'leak-journal': leaking(leaks.toJournal),
  'leak-flash': leaking(leaks.toFlash),
  'leak-record': {
    gnssDriver: (driver) => {
      const listener = new StaleListener(driver.listener);
      return new LeakyDriver({ ...driver, listener }, (position) => listener.remember(position));
    },
  },
  'leak-crash': {
    ...leaking(leaks.toCrash),
    crashRecord: (error) => ({
      ...crashRecordOf(error),
      frames: [error instanceof FeierabendError ? error.came : ''],
    }),
  },
};

/** The firmware with these defects; of two that change the same part the later one wins. */
export function seededAssembly(defects: readonly SeededDefect[]): Assembly {
  return Object.assign({ ...soundAssembly }, ...defects.map((name) => changes[name])) as Assembly;
}

function leaking(leak: leaks.Leak): Partial<Assembly> {
  return {
    gnssDriver: (driver, parts) => new LeakyDriver(driver, (position) => leak(position, parts)),
  };
}
