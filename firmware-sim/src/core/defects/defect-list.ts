/**
 * The seeded defects a simulator image can have, and what each of them does: one mistake each. They exist to prove that the
 * tests see them; the signed manifest of an image is the only way to one (docs/hil/mutants.md).
 */
export const seededDefects = {
  'gate-capture': 'the gate at capture is open in every second, break and evening included',
  'gate-store': 'the gate before sealing lets every record pass',
  'gate-send': 'the gate at the link lets every frame pass',
  'gate-late': 'all three gates go by a clock that is seven seconds slow',
  'window-minute': 'every window ends a minute later than the policy says',
  'break-ignored': 'the break between two windows of a day is taken for work',
  'dst-ignored': 'the clock is not changed in spring and autumn',
  'holiday-ignored': 'a holiday is a day like any other',
  'expired-open': 'a policy that has ended goes on',
  'floor-ignored': 'nothing is too soon after the fix before',
  'precision-ignored': 'places are reported to the metre, whatever the policy says',
  'private-ignored': 'the private switch does nothing',
  'retention-ignored': 'what is stored stays until it is sent',
  'sos-everyone': 'a call for help is sealed to everybody whom the policy names',
  'sos-endless': 'the gate at capture takes a call for help for one that is never over',
  'glass-early':
    'the gate at capture opens a break-glass without the minute in which it is announced',
  'theft-unlimited':
    'a break-glass for a theft is as long and as dense as it was declared, whatever the policy says',
  'theft-unruled':
    'the gate at capture opens a break-glass for a theft though the policy in force has no rule for one',
  'reduce-ignored':
    'the gate at capture opens a break-glass though a signed instruction reduces to mileage',
  'indicator-dark': 'the light stays dark while a window is open',
  'clock-believed': 'the first date that the receiver gives is trusted at once',
  'leap-followed': 'a leap of the date that the receiver gives is followed',
  'signature-unchecked': 'an instruction is obeyed whose signature does not verify',
  'stranger-obeyed': 'an instruction is obeyed that a key signed which nobody trusts',
  'second-unasked': 'an instruction that needs a second signature is obeyed without',
  'replay-accepted': 'an instruction is obeyed whose sequence number is not a new one',
  'tenant-unchecked': 'an instruction for another tenant is obeyed',
  'device-unchecked': 'an instruction for another device is obeyed',
  'challenge-ignored':
    'a signed time is obeyed that was signed for another challenge of the device, or for none',
  'journal-gap': 'a change of mode is not written into the journal',
  'refusal-unnoted': 'a refused instruction is not written into the journal',
  'place-withheld': 'a withheld span is reported with the place it ended at',
  'place-heartbeat': 'a sign of life is reported with a place',
  'extra-recipient': 'reports are sealed to one more than the policy names',
  'session-reused': 'every session has the same identifier and the same key',
  'size-telling': 'a batch is padded to whole 48 bytes, so its size tells how much is in it',
  'wrong-topic': 'reports are sent on the channel of events',
  'report-twice': 'a report is sent a second time under another name',
  'record-lost': 'what was collected since the last batch does not survive a power cut',
  'wipe-sector':
    'a wipe leaves the first sector of what waited to be sent, and says that it is gone',
  'deletion-marked':
    'a deletion marks batches as gone and overwrites none, and the receipt says that it did',
  'deletion-undone':
    'a deletion puts back what it has let go, to be sent, and the receipt says that it is gone',
  'self-test-ignored': 'new firmware stays though its self-test fails',
  'rollback-allowed': 'the firmware sets the security counter of the boot loader back',
  'tls-unverified': 'any broker is trusted, whoever issued its certificate',
  'name-unverified': 'a broker is trusted whatever the name in its certificate is',
  retained: 'the broker is told to retain what is sent',
  unacknowledged: 'what is sent asks for no acknowledgement, and is forgotten at once',
  'leak-log': 'a withheld place is written to the log, in degrees',
  'leak-serial': 'a withheld place is echoed on the serial port, as an NMEA sentence',
  'leak-mqtt': 'a withheld place is published on the status channel, in base64 in JSON',
  'leak-retained': 'a withheld place is left at the broker for everybody who comes later',
  'leak-topic': 'a withheld place is part of the topic of a message',
  'leak-journal': 'a withheld place is noted in the journal, as whole numbers',
  'leak-flash': 'a withheld place is cached in a free corner of flash, as two doubles',
  'leak-record': 'the last withheld place is reported as the first fix of the next window',
  'leak-crash': 'the firmware crashes at a withheld place, and the dump quotes the message',
} as const;

export type SeededDefect = keyof typeof seededDefects;

/** Those of them that are in the modem, which the core knows only by its port. */
export const modemDefects = [
  'tls-unverified',
  'name-unverified',
  'retained',
  'unacknowledged',
] as const satisfies readonly SeededDefect[];
export type ModemDefect = (typeof modemDefects)[number];

export function isSeededDefect(name: string): name is SeededDefect {
  return Object.hasOwn(seededDefects, name);
}

export function isModemDefect(name: string): name is ModemDefect {
  return (modemDefects as readonly string[]).includes(name);
}
