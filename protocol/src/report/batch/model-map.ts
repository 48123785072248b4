import { startProbabilities } from './start-probabilities.ts';

/** Contexts of a class: the first question, then how many steps up or down are told apart. */
export interface ClassShape {
  readonly ups: number;
  readonly downs: number;
}
export const placeClass = { ups: 5, downs: 6 } as const satisfies ClassShape;
export const fieldClass = { ups: 3, downs: 4 } as const satisfies ClassShape;

export const placeScales = 28;
export const fieldScales = 6;
/** Nodes of the tree of a number's class, see number-code.ts. */
const numberNodes = 31;

const sizes = {
  /** Is the record as expected? By whether the last one was, and was a fix; the second apart. */
  routine: 5,
  /** Kind of a record, tree of 3 bits; after a fix, or after anything else. */
  kind: 2 * 7,
  fieldsChange: 2,
  fields: 7,
  /** First time: within the usual years? */
  era: 1,
  /** Class of the first step of time, of its later surprises, and of all other numbers. */
  step: numberNodes,
  surprise: numberNodes,
  number: numberNodes,
  /** First place: bands of latitude and longitude, trees of 5 bits. */
  latitudeBand: 31,
  longitudeBand: 31,
  noFixReason: 1,
  withheldReason: 7,
  event: 15,
  /** Class of a place's error, by the scale of the errors before. */
  place: placeScales * (1 + placeClass.ups + placeClass.downs),
  /** Upper bits of the error: by their number up to three, by class against expectation. */
  placeMantissa: 3 * 5 * 3,
  /** Its sign: by axis, sign of the predicted motion, sign of the last error. */
  placeSign: 2 * 3 * 3,
  /** Class of the change of altitude, speed, course, battery voltage. */
  field: 4 * fieldScales * (1 + fieldClass.ups + fieldClass.downs),
  fieldSign: 4 * 3,
} as const;

type ModelName = keyof typeof sizes;

/** Where the models of each kind begin, in the order above, without gaps. */
export const modelMap: Readonly<Record<ModelName, number>> = mapped();

export const modelNames = Object.keys(sizes) as readonly ModelName[];
export const modelCount = modelNames.reduce((sum, name) => sum + sizes[name], 0);

function mapped(): Record<ModelName, number> {
  let next = 0;
  const entries = Object.entries(sizes).map(([name, size]) => {
    const at = next;
    next += size;
    return [name, at] as const;
  });
  return Object.fromEntries(entries) as Record<ModelName, number>;
}

const start = startProbabilities.map((part) => part * 0x100 + 0x80);

/**
 * The models of a new batch. Each is the probability of a zero bit in parts of 65536, begins at its
 * trained value and then follows the batch. An array of small integers and no `Uint16Array`:
 * engines copy it several times faster, and a batch may be a single fix.
 */
export function freshModels(): number[] {
  return start.slice();
}

/** Models as they are at the start of a batch, or none while they are lent. */
let shelf: number[] | undefined;

/** The same as {@link freshModels}; whoever gives them back spares the next one the copy. */
export function borrowModels(): number[] {
  const models = shelf ?? freshModels();
  shelf = undefined;
  return models;
}

/** Takes models back; only those that are named have changed. */
export function giveBack(models: number[], touched: readonly number[]): void {
  for (const model of touched) models[model] = start[model] ?? 0;
  shelf = models;
}
