import { equalBytes, toHex } from '../src/bytes.ts';
import { FeierabendError } from '../src/errors.ts';
import { Dice, mixSeed } from './dice.ts';
import { makeInput } from './mutate.ts';
import { outputBytes } from './output-bytes.ts';
import { outputBytesMaxOf, type Finding, type FuzzTarget } from './target.ts';

const inputBytesMaxDefault = 4096;
const grownPercent = 33;

export interface Execution {
  readonly input: Uint8Array;
  readonly accepted: boolean;
  readonly finding?: Finding;
}

/** The execution with this number under this seed. Every one can be run again on its own. */
export function execute(target: FuzzTarget, seed: number, execution: number): Execution {
  const dice = new Dice(mixSeed(seed, target.name, execution));
  const bytesMax = target.inputBytesMax ?? inputBytesMaxDefault;
  const input = inputOf(target, dice, bytesMax);
  const { accepted, broken } = judge(target, input, dice);
  if (broken === undefined) return { input, accepted };
  return { input, accepted, finding: { target: target.name, what: broken, input, execution } };
}

/** Of what a target grows, half is changed in places, and half is left as it is. */
function inputOf({ corpus, grow, dress }: FuzzTarget, dice: Dice, bytesMax: number): Uint8Array {
  if (grow !== undefined && dice.chance(grownPercent)) {
    const grown = grow(dice);
    return dice.chance(50) ? grown : makeInput([grown], dice, bytesMax);
  }
  const made = makeInput(corpus, dice, bytesMax);
  return dress !== undefined && dice.chance(50) ? dress(made, dice) : made;
}

/** Runs one input; `broken` says which promise it broke. */
export function judge(
  target: FuzzTarget,
  input: Uint8Array,
  dice: Dice,
): { readonly accepted: boolean; readonly broken?: string } {
  const before = input.slice();
  try {
    const { accepted, output, again } = target.run(input, dice);
    if (!equalBytes(before, input)) return { accepted, broken: 'it changed its input' };
    if (again !== undefined && !equalBytes(again, input)) {
      return { accepted, broken: `what it read is encoded as ${toHex(again)}` };
    }
    const bytes = outputBytes(output);
    const bytesMax = (target.outputBytesMax ?? outputBytesMaxOf)(input.length);
    if (bytes <= bytesMax) return { accepted };
    return { accepted, broken: `${input.length} bytes became ${bytes}, over ${bytesMax}` };
  } catch (error) {
    if (isDocumented(error, target.documented ?? [])) return { accepted: false };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { accepted: false, broken: `it threw ${text}` };
  }
}

function isDocumented(error: unknown, codes: readonly string[]): boolean {
  return error instanceof FeierabendError && codes.includes(error.code);
}
