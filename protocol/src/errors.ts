/**
 * What went wrong, in the four parts a person needs. Sentences have no trailing stop.
 *
 * `code` is stable, upper case, and starts with the noun it is about (`IMAGE_MAGIC`, `POLICY_SYNTAX`).
 */
export interface FaultParts {
  readonly code: string;
  /** What the program needed, and where. */
  readonly expected: string;
  /** What it met instead. Never a secret and never a position. */
  readonly came: string;
  /** What the reader can do now. */
  readonly next: string;
  readonly cause?: unknown;
}

/** Base of every error that leaves one of our packages. */
export abstract class FeierabendError extends Error {
  readonly code: string;
  readonly expected: string;
  readonly came: string;
  readonly next: string;

  constructor(parts: FaultParts) {
    const sentence = `Expected ${parts.expected}, but ${parts.came}; ${parts.next}.`;
    super(sentence, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.code = parts.code;
    this.expected = parts.expected;
    this.came = parts.came;
    this.next = parts.next;
  }
}

/** The last line of a program that failed: one sentence, and the code that a search or a colleague needs. */
export function faultLine(program: string, { message, code }: FeierabendError): string {
  return `${program}: ${message} [${code}]`;
}

/** The caller's mistake: a wrong argument, a wrong state, a wrong file named. */
export class UsageError extends FeierabendError {}

/** The world's data: a file, a frame, a certificate or a device that is not what it should be. */
export class DataError extends FeierabendError {}

/** The link or the peer: nothing answered in time, or what answered refused. */
export class LinkError extends FeierabendError {}

/** Our own mistake: a state the program promised never to reach. */
export class InternalError extends FeierabendError {
  constructor(came: string, cause?: unknown) {
    super({
      code: 'INTERNAL',
      expected: 'this program to keep its own rules',
      came,
      next: 'please report it with the command that led here',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
