import { recordEndS, recordStartS, type TrackerRecord } from '../records.ts';
import type { BitCoder } from './bit-coder.ts';
import { BodyCode } from './body-code.ts';
import { FixCode, fieldsOf } from './fix-code.ts';
import { modelMap } from './model-map.ts';
import { codeTree } from './number-code.ts';
import { TimeTrack } from './time-track.ts';

/** Codes of the kinds, three bits. 6 and 7 are reserved. */
const kindCodes = {
  fix: 0,
  'no-fix': 1,
  withheld: 2,
  heartbeat: 3,
  mileage: 4,
  event: 5,
} as const satisfies Record<TrackerRecord['kind'], number>;
const kinds = Object.keys(kindCodes) as readonly TrackerRecord['kind'][];
const kindBits = 3;
const fieldsBits = 3;

/** What comes before the body of a record. */
interface Head {
  readonly kind: TrackerRecord['kind'];
  readonly startS: number;
  /** Set of the optional fields of a fix; of the last fix, for other kinds. */
  readonly fields: number;
}

/**
 * Codes the records of a batch one after the other, in either direction, and remembers what helps
 * to predict the next one.
 */
export class RecordCode {
  readonly #time = new TimeTrack();
  readonly #fix = new FixCode();
  readonly #body = new BodyCode();
  #records = 0;
  #lastKind: TrackerRecord['kind'] | undefined;
  #wasRoutine = 0;
  #hadFix = false;
  #fields = 0;

  /** The record, or what was wrong with it. A decoder gives none. */
  code(coder: BitCoder, record: TrackerRecord | undefined): TrackerRecord | string {
    const head = this.#codeHead(coder, record);
    if (typeof head === 'string') return head;
    const coded = this.#codeBody(coder, head, record);
    if (typeof coded === 'string') return coded;
    this.#records = Math.min(this.#records + 1, 2);
    this.#lastKind = head.kind;
    if (head.kind === 'fix') {
      this.#hadFix = true;
      this.#fields = head.fields;
    }
    this.#time.advance(head.startS, recordEndS(coded));
    return coded;
  }

  /** One bit, as long as the record is of the kind, at the time and with the fields expected. */
  #codeHead(coder: BitCoder, record: TrackerRecord | undefined): Head | string {
    const lastKind = this.#lastKind;
    if (lastKind === undefined) return this.#codeFullHead(coder, record);
    const expected = { kind: lastKind, startS: this.#time.expectedS, fields: this.#fields };
    const actual = record !== undefined && isSame(headOf(record, this.#fields), expected) ? 0 : 1;
    // The second record has no step of time to go by.
    const context = this.#records === 1 ? 4 : 2 * this.#wasRoutine + (lastKind === 'fix' ? 1 : 0);
    const isRoutine = coder.bit(modelMap.routine + context, actual) === 0;
    this.#wasRoutine = isRoutine ? 1 : 0;
    if (isRoutine) return expected;
    const head = this.#codeFullHead(coder, record);
    if (typeof head === 'string') return head;
    return isSame(head, expected) ? 'a surprise that is none' : head;
  }

  #codeFullHead(coder: BitCoder, record: TrackerRecord | undefined): Head | string {
    const actual = record === undefined ? undefined : headOf(record, this.#fields);
    const kindModels = modelMap.kind + (this.#lastKind === 'fix' ? 7 : 0);
    const kind = kinds[codeTree(coder, kindModels, kindBits, kindCodes[actual?.kind ?? 'fix'])];
    if (kind === undefined) return 'an unknown kind';
    const startS = this.#time.code(coder, actual?.startS ?? 0);
    if (typeof startS === 'string') return startS;
    const fields = kind === 'fix' ? this.#codeFields(coder, actual?.fields ?? 0) : this.#fields;
    if (fields === undefined) return 'a change of fields that changes nothing';
    return { kind, startS, fields };
  }

  #codeFields(coder: BitCoder, actual: number): number | undefined {
    const model = modelMap.fieldsChange + (this.#hadFix ? 1 : 0);
    if (coder.bit(model, actual === this.#fields ? 0 : 1) === 0) return this.#fields;
    const fields = codeTree(coder, modelMap.fields, fieldsBits, actual);
    return fields === this.#fields ? undefined : fields;
  }

  #codeBody(
    coder: BitCoder,
    { kind, startS, fields }: Head,
    record: TrackerRecord | undefined,
  ): TrackerRecord | string {
    if (kind === 'fix') {
      return this.#fix.code(coder, startS, fields, record?.kind === 'fix' ? record : undefined);
    }
    return this.#body.code(coder, kind, startS, record?.kind === 'fix' ? undefined : record);
  }
}

function headOf(record: TrackerRecord, fields: number): Head {
  const { kind } = record;
  return {
    kind,
    startS: recordStartS(record),
    fields: kind === 'fix' ? fieldsOf(record) : fields,
  };
}

function isSame(a: Head, b: Head): boolean {
  return a.kind === b.kind && a.startS === b.startS && a.fields === b.fields;
}
