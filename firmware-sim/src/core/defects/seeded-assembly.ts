import { FeierabendError } from '@feierabend/protocol';

import { soundAssembly, type Assembly } from '../assembly.ts';
import { crashRecordOf } from '../boot/crash-record.ts';
import * as acts from './broken-acts.ts';
import * as board from './broken-board.ts';
import * as clock from './broken-clock.ts';
import { lateEverywhere, openAtCapture, openAtSend, openAtStore } from './broken-gates.ts';
import * as journal from './broken-journal.ts';
import * as orders from './broken-orders.ts';
import * as policy from './broken-policy.ts';
import * as sealing from './broken-sealing.ts';
import * as storage from './broken-storage.ts';
import { isModemDefect, type ModemDefect, type SeededDefect } from './defect-list.ts';
import { LeakyDriver, StaleListener } from './leaky-driver.ts';
import * as leaks from './leaks.ts';

/** How each defect of the core changes what is put together. */
const changes: Readonly<Record<Exclude<SeededDefect, ModemDefect>, Partial<Assembly>>> = {
  'gate-capture': openAtCapture,
  'gate-store': openAtStore,
  'gate-send': openAtSend,
  'gate-late': lateEverywhere,
  'window-minute': policy.endingLate,
  'break-ignored': policy.withoutBreak,
  'dst-ignored': policy.withoutClockChange,
  'holiday-ignored': policy.withoutHolidays,
  'expired-open': policy.withoutEnd,
  'floor-ignored': policy.withoutFloor,
  'precision-ignored': policy.exact,
  'private-ignored': policy.withoutSwitch,
  'retention-ignored': policy.withoutRetention,
  'sos-everyone': acts.sealedForEverybody,
  'sos-endless': acts.callsWithoutEnd,
  'glass-early': acts.glassWithoutNotice,
  'theft-unlimited': policy.withoutTheftLimits,
  'theft-unruled': acts.theftWithoutRule,
  'reduce-ignored': acts.reducedInVain,
  'indicator-dark': board.darkIndicator,
  'clock-believed': clock.believingAtOnce,
  'leap-followed': clock.followingLeaps,
  'signature-unchecked': orders.unchecked,
  'stranger-obeyed': orders.strangersObeyed,
  'second-unasked': orders.oneSignature,
  'replay-accepted': orders.replayed,
  'tenant-unchecked': orders.anyTenant,
  'device-unchecked': orders.anyDevice,
  'challenge-ignored': orders.challengeIgnored,
  'journal-gap': journal.silentAboutModes,
  'refusal-unnoted': journal.silentAboutRefusals,
  'place-withheld': sealing.placeOfWithheld,
  'place-heartbeat': sealing.placeOfHeartbeat,
  'extra-recipient': sealing.oneRecipientMore,
  'session-reused': sealing.sameSession,
  'size-telling': sealing.sizeTelling,
  'wrong-topic': board.wrongTopic,
  'report-twice': board.sentTwice,
  'record-lost': storage.nothingStaged,
  'wipe-sector': storage.sectorLeft,
  'deletion-marked': storage.nothingOverwritten,
  'deletion-undone': storage.nothingLetGo,
  'self-test-ignored': board.unfitIsFit,
  'rollback-allowed': storage.counterSetBack,
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

/** The firmware with these defects; of two that change the same part the later one wins. The modem's own are not here. */
export function seededAssembly(defects: readonly SeededDefect[]): Assembly {
  const seeded = defects.map((name) => (isModemDefect(name) ? {} : changes[name]));
  return Object.assign({ ...soundAssembly }, ...seeded) as Assembly;
}

function leaking(leak: leaks.Leak): Partial<Assembly> {
  return {
    gnssDriver: (driver, parts) => new LeakyDriver(driver, (position) => leak(position, parts)),
  };
}
