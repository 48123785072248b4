/** What a fault needs to be told besides when it begins. */
type FaultValue = 'duration' | 'bytes' | 'ppm' | 'blocks' | 'erases';

interface FaultDoc {
  readonly part: 'power' | 'clock' | 'flash' | 'gnss' | 'link' | 'serial';
  readonly value: FaultValue;
  readonly example: string;
  readonly text: string;
}

/** Everything that can be injected into a simulated life; docs/firmware/simulate.md shows the same list. */
export const faultCatalog = {
  'power.cut': {
    part: 'power',
    value: 'duration',
    example: '30s',
    text: 'the supply is gone for this long; RAM is lost, flash stays',
  },
  'clock.drift': {
    part: 'clock',
    value: 'ppm',
    example: '40ppm',
    text: 'from then on the oscillator of the device is fast by this much (negative: slow)',
  },
  'clock.leap': {
    part: 'clock',
    value: 'duration',
    example: '16h',
    text: 'from then on the time of the receiver is ahead by this much (negative: behind)',
  },
  'clock.cell': {
    part: 'clock',
    value: 'duration',
    example: '1d',
    text: 'the clock chip has no cell for this long: a power cut in that time loses the date',
  },
  'flash.bad': {
    part: 'flash',
    value: 'blocks',
    example: '3blocks',
    text: 'from then on so many more erase blocks keep some cells programmed when they are erased',
  },
  'flash.wear': {
    part: 'flash',
    value: 'erases',
    example: '500erases',
    text: 'from then on a block that was erased more often than that is worn out, and behaves like a bad one',
  },
  'flash.decay': {
    part: 'flash',
    value: 'bytes',
    example: '2B',
    text: 'so many bytes of what is stored lose a bit, until their block is erased',
  },
  'flash.read': {
    part: 'flash',
    value: 'duration',
    example: '1h',
    text: 'in one read of a hundred a bit comes wrong; reading again is right',
  },
  'flash.program': {
    part: 'flash',
    value: 'duration',
    example: '1h',
    text: 'one program operation of a hundred leaves a bit as it was',
  },
  'gnss.outage': {
    part: 'gnss',
    value: 'duration',
    example: '2h',
    text: 'the receiver sees no satellites: it talks, and has no fix',
  },
  'gnss.silence': {
    part: 'gnss',
    value: 'duration',
    example: '2h',
    text: 'the receiver says nothing at all',
  },
  'gnss.noise': {
    part: 'gnss',
    value: 'duration',
    example: '10min',
    text: 'random bytes stand between the sentences; with direct positions the fixes are off by up to 200 m',
  },
  'link.outage': {
    part: 'link',
    value: 'duration',
    example: '2d',
    text: 'no network',
  },
  'link.silence': {
    part: 'link',
    value: 'duration',
    example: '1h',
    text: 'a black hole: the network takes everything and acknowledges nothing',
  },
  'link.repeat': {
    part: 'link',
    value: 'duration',
    example: '1h',
    text: 'the peer sees every message twice, and acknowledges it twice',
  },
  'serial.noise': {
    part: 'serial',
    value: 'bytes',
    example: '5000B',
    text: 'so many random bytes come in on the management port',
  },
} as const satisfies Readonly<Record<string, FaultDoc>>;

export type FaultName = keyof typeof faultCatalog;

/** One fault: its value in milliseconds, or in the unit of its kind. */
export interface Fault {
  readonly name: FaultName;
  readonly value: number;
  /** When it begins, in Unix seconds. */
  readonly atS: number;
}

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultCatalog, name);
}
