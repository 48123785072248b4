import {
  isSeededDefect,
  modemDefects,
  seededDefects,
  type SeededDefect,
} from '../../core/defects/defect-list.ts';

type Reasons = Readonly<Partial<Record<SeededDefect, string>>>;

const inTheModem = 'it is in the modem of firmware-sim run, which no device of a fleet has';
const noSwitch = 'nobody presses the private switch of a device of a fleet';
const noCall = 'nobody calls for help in a fleet';
const noGlass = 'no break-glass is declared in a fleet';

/** Defects that do nothing in a fleet, since what they get wrong happens to none of its devices. */
const idle: Reasons = {
  ...(Object.fromEntries(modemDefects.map((name) => [name, inTheModem])) as Reasons),
  'private-ignored': noSwitch,
  'sos-everyone': noCall,
  'sos-endless': noCall,
  'glass-early': noGlass,
  'theft-unlimited': noGlass,
  'theft-unruled': noGlass,
  'reduce-ignored': noGlass,
  'signature-unchecked': 'what a stranger signs for a fleet has a key that nobody knows',
  'second-unasked': 'every order to a fleet has both signatures',
  'replay-accepted': 'no order to a fleet is an old one',
  'device-unchecked': 'every order to a fleet is for the device that gets it',
  'challenge-ignored': 'no time is signed for a fleet',
  'rollback-allowed': 'every firmware of a fleet has the same security counter',
  'wipe-sector': 'it gets the end of a device wrong, and a wipe of a fleet deletes reports',
};

/** Defects that show only where no checker of a fleet looks. */
const unseen: Reasons = {
  'gate-store': 'alone it changes nothing that is sent: the gate at send stops what it lets pass',
  'clock-believed':
    'a checker of a fleet goes by the date that the receiver gave, as the device does',
  'indicator-dark': 'nobody looks at the light of a device of a fleet',
  'leak-log': 'no checker of a fleet reads logs',
  'leak-serial': 'no checker of a fleet reads serial ports',
  'leak-flash': 'no checker of a fleet reads flash',
  'deletion-marked': 'no checker of a fleet reads flash',
};

/** Whether firmware can be seeded with it at all. */
export function isDefect(name: string): boolean {
  return isSeededDefect(name);
}

/** Why a defect does nothing in a fleet; undefined where it does something. */
export function whyIdle(defect: string): string | undefined {
  return Object.hasOwn(idle, defect) ? idle[defect as SeededDefect] : undefined;
}

/** Why no checker of a fleet has anything to say about it; undefined where one has. */
export function whyUnseen(defect: string): string | undefined {
  return Object.hasOwn(unseen, defect) ? unseen[defect as SeededDefect] : undefined;
}

/** Those that a run of a fleet can find; the test of the checkers has a scenario for each. */
export const fleetDefects: readonly string[] = Object.keys(seededDefects).filter(
  (defect) => whyIdle(defect) === undefined && whyUnseen(defect) === undefined,
);
