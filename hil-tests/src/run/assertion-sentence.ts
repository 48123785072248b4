import { inspect, stripVTControlCharacters } from 'node:util';

/** Where in a test an assertion stood, for people who do not read its source. */
export interface AssertionPlace {
  readonly phase?: string | undefined;
  /** The last value that was measured before it. */
  readonly measured?: string | undefined;
}

interface Assertion extends Error {
  readonly expected?: unknown;
  readonly actual?: unknown;
}

const shownMax = 300;

/**
 * What an assertion of vitest says, or an error of a library, as the errors of the house say it: what was expected, what came,
 * where, and what to do next. Undefined for what is none, and where somebody ended the run.
 */
export function assertionSentence(error: unknown, place: AssertionPlace): string | undefined {
  if (!(error instanceof Error) || error.name === 'AbortError') return undefined;
  if (error.message.startsWith('Test timed out in')) {
    return `Expected the test to end before its deadline${placeText(place)}, but it did not; look whether the device still answers, and run the suite again.`;
  }
  const assertion = error as Assertion;
  const { cause } = error;
  const isPolled = cause instanceof Error && cause.message.startsWith('Matcher did not succeed');
  const { expected, came } = partsOf(assertion);
  const late = isPolled ? ' until its deadline' : '';
  return `Expected ${expected}${placeText(place)}, but ${came}${late}; ${nextText(assertion)}.`;
}

function partsOf(assertion: Assertion): { readonly expected: string; readonly came: string } {
  const isAssertion = assertion.name === 'AssertionError';
  const text = isAssertion ? plainText(assertion.message) : '';
  const [, label, said = ''] = /^(?:(.+?): )?expected (.+)$/su.exec(text) ?? [];
  const about = label === undefined ? '' : ` for "${label}"`;
  const isEquality = / to (?:deeply equal|strictly equal|match object) /u.test(said);
  const isSame = assertion.message.endsWith(' // Object.is equality');
  const isNegated = /(?:^| )not to /u.test(said);
  if ((isEquality || isSame) && !isNegated && 'actual' in assertion) {
    const { expected, actual } = assertion;
    const isPart = / to match object /u.test(said);
    const seen = isPart ? partOf(actual, expected) : actual;
    const counts =
      Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length
        ? ` (${actual.length} in place of ${expected.length})`
        : '';
    return { expected: `${shown(expected)}${about}`, came: `${shown(seen)} came${counts}` };
  }
  if (said !== '') return { expected: `${cut(said)}${about}`, came: 'it is not so' };
  const { name, message } = assertion;
  const kind = name === 'Error' ? '' : `${name}: `;
  return { expected: 'this step of the test to hold', came: cut(kind + plainText(message)) };
}

function placeText({ phase, measured }: AssertionPlace): string {
  const behind = measured === undefined ? '' : ` behind the measurement "${measured}"`;
  // What stands outside of every phase is in one that is called like this.
  return phase === undefined || phase === 'test' ? behind : ` in the phase "${phase}"${behind}`;
}

function nextText({ stack = '' }: Error): string {
  const [, file, line] =
    /\/(hil-tests\/(?:src|dist)\/suites\/[^\s:?)]+)[^\s:)]*:(\d+)/u.exec(stack) ?? [];
  const step = file === undefined ? 'that step of the test' : `${file}, line ${line}`;
  return `look at ${step}, and run the suite again`;
}

/** Of what came only the parts that were asked for. */
function partOf(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.map((one, at) => partOf(one, expected[at]));
  }
  if (!isPlain(actual) || !isPlain(expected)) return actual;
  return Object.fromEntries(
    Object.entries(expected).map(([key, part]) => [key, partOf(actual[key], part)]),
  );
}

function shown(value: unknown): string {
  return cut(
    inspect(inWords(value), { depth: 4, breakLength: Infinity, maxArrayLength: 12, sorted: false }),
  );
}

/** `expect.stringContaining('x')` as what it says. */
function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (value instanceof Object && 'asymmetricMatch' in value) {
    const matcher = value as { readonly sample?: unknown; toString(): string };
    const { sample } = matcher;
    const name = matcher.toString();
    const words = sample === undefined ? name : `${name} ${inspect(sample)}`;
    return { [inspect.custom]: () => words };
  }
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inWords(part)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function plainText(message: string): string {
  return stripVTControlCharacters(message).replace(/ \/\/ Object\.is equality$/u, '');
}

function cut(text: string): string {
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}...`;
}
