/**
 * The seeded defects a simulator image can have, and what each of them does. They exist to prove that the tests see them;
 * the signed manifest of an image is the only way to one (docs/firmware/gate.md).
 */
export const seededDefects = {
  'gate-capture': 'the gate at capture is open in every second, break and evening included',
  'gate-store': 'the gate before sealing lets every record pass',
  'gate-send': 'the gate at the link lets every frame pass',
  'gate-late': 'all three gates go by a clock that is seven seconds slow',
  'sos-everyone': 'a call for help is sealed to everybody whom the policy names',
  'sos-endless': 'the gate at capture takes a call for help for one that is never over',
  'glass-early':
    'the gate at capture opens a break-glass without the minute in which it is announced',
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

export function isSeededDefect(name: string): name is SeededDefect {
  return Object.hasOwn(seededDefects, name);
}
