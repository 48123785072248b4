import {
  noFixReasons,
  trackerEvents,
  withheldReasons,
  type FixRecord,
  type TrackerRecord,
} from '../records.ts';
import type { BitCoder } from './bit-coder.ts';
import { FieldTrack } from './field-track.ts';
import { modelMap } from './model-map.ts';
import { codeNumber, codeTree } from './number-code.ts';
import { fieldShapes } from './record-rules.ts';

type Body = Exclude<TrackerRecord, FixRecord>;
type BodyOf<K extends Body['kind']> = Extract<Body, { readonly kind: K }>;

const u32Max = 0xffff_ffff;

/** Codes what records other than fixes have beside their start. */
export class BodyCode {
  #battery: FieldTrack | undefined;

  /** The record, or what was wrong with it. A decoder has no `record`. */
  code(
    coder: BitCoder,
    kind: Body['kind'],
    startS: number,
    record: Body | undefined,
  ): Body | string {
    switch (kind) {
      case 'no-fix':
        return codeNoFix(coder, startS, of(kind, record));
      case 'withheld':
        return codeWithheld(coder, startS, of(kind, record));
      case 'heartbeat':
        return this.#codeHeartbeat(coder, startS, of(kind, record));
      case 'mileage':
        return codeMileage(coder, startS, of(kind, record));
      case 'event':
        return codeEvent(coder, startS, of(kind, record));
    }
  }

  #codeHeartbeat(coder: BitCoder, timeS: number, record: BodyOf<'heartbeat'> | undefined) {
    this.#battery ??= new FieldTrack(fieldShapes.batteryMillivolts);
    const batteryMillivolts = this.#battery.code(coder, record?.batteryMillivolts ?? 0);
    if (batteryMillivolts === undefined) return 'a battery voltage outside 16 bits';
    return { kind: 'heartbeat', timeS, batteryMillivolts } as const;
  }
}

/** The record as the kind it is coded as; only an encoder has one. */
function of<K extends Body['kind']>(kind: K, record: Body | undefined): BodyOf<K> | undefined {
  return record?.kind === kind ? (record as BodyOf<K>) : undefined;
}

function codeNoFix(coder: BitCoder, timeS: number, record: BodyOf<'no-fix'> | undefined) {
  const reason = codeName(coder, modelMap.noFixReason, 1, {
    list: noFixReasons,
    name: record?.reason,
  });
  if (reason === undefined) return 'an unknown reason';
  return { kind: 'no-fix', timeS, reason } as const;
}

function codeEvent(coder: BitCoder, timeS: number, record: BodyOf<'event'> | undefined) {
  const event = codeName(coder, modelMap.event, 4, { list: trackerEvents, name: record?.event });
  return event === undefined ? 'an unknown event' : ({ kind: 'event', timeS, event } as const);
}

function codeWithheld(coder: BitCoder, fromS: number, record: BodyOf<'withheld'> | undefined) {
  const untilS = codeSpan(coder, fromS, record);
  const reason = codeName(coder, modelMap.withheldReason, 3, {
    list: withheldReasons,
    name: record?.reason,
  });
  if (untilS > u32Max) return 'a time outside 32 bits';
  if (reason === undefined) return 'an unknown reason';
  return { kind: 'withheld', fromS, untilS, reason } as const;
}

function codeMileage(coder: BitCoder, fromS: number, record: BodyOf<'mileage'> | undefined) {
  const untilS = codeSpan(coder, fromS, record);
  const distanceM = codeNumber(coder, modelMap.number, record?.distanceM ?? 0);
  if (untilS > u32Max) return 'a time outside 32 bits';
  return { kind: 'mileage', fromS, untilS, distanceM } as const;
}

function codeSpan(
  coder: BitCoder,
  fromS: number,
  record: { readonly untilS: number } | undefined,
): number {
  return (
    fromS + codeNumber(coder, modelMap.number, record === undefined ? 0 : record.untilS - fromS)
  );
}

interface Named<T extends string> {
  readonly list: readonly T[];
  readonly name: T | undefined;
}

function codeName<T extends string>(
  coder: BitCoder,
  models: number,
  bits: number,
  { list, name }: Named<T>,
): T | undefined {
  return list[codeTree(coder, models, bits, name === undefined ? 0 : list.indexOf(name))];
}
