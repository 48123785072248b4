/**
 * Where a sentence keeps its time and, if it has one, its date. Numbers are field numbers of NMEA
 * 0183.
 */
export interface TimeFields {
  readonly time: number;
  /** One field `ddmmyy`. */
  readonly date?: number;
  /** Three fields: day, month and a year of four digits. */
  readonly day?: number;
}

const FIELDS: ReadonlyMap<string, TimeFields> = new Map([
  ['RMC', { time: 1, date: 9 }],
  ['GGA', { time: 1 }],
  ['GNS', { time: 1 }],
  ['GLL', { time: 5 }],
  ['ZDA', { time: 1, day: 2 }],
  ['GST', { time: 1 }],
  ['GBS', { time: 1 }],
  ['GRS', { time: 1 }],
]);

/**
 * Undefined for sentences without a time and for makers' own, whose meaning is not ours to guess.
 */
export function timeFieldsOf(sentence: {
  readonly talker: string;
  readonly type: string;
}): TimeFields | undefined {
  return sentence.talker === 'P' ? undefined : FIELDS.get(sentence.type);
}
