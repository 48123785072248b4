import { FeierabendError, LinkError } from '../../errors.ts';

interface TriedRequest {
  readonly phase: string;
  readonly timeoutMs: number;
  readonly tries: number;
}

export function linkTimedOut({ phase, timeoutMs, tries }: TriedRequest): LinkError {
  const asked = tries === 1 ? '' : `, asked ${tries} times`;
  return new LinkError({
    code: 'SMP_TIMEOUT',
    expected: `an answer to ${phase} within ${timeoutMs} ms${asked}`,
    came: 'none came',
    next: 'check that the device has power and that this is its port, used by nothing else',
  });
}

export function linkClosed(phase: string, reason: string): LinkError {
  return new LinkError({
    code: 'SMP_CLOSED',
    expected: `the link to stay open for ${phase}`,
    came: `it is closed: ${reason}`,
    next: 'connect again and repeat it',
  });
}

/** What the link threw when it was given a request. */
export function linkRefused(phase: string, cause: unknown): FeierabendError {
  if (cause instanceof FeierabendError) return cause;
  return new LinkError({
    code: 'SMP_CLOSED',
    expected: `the link to take the request of ${phase}`,
    came: `it did not: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: 'connect again and repeat it',
    cause,
  });
}

export function linkCancelled(phase: string): LinkError {
  return new LinkError({
    code: 'SMP_CANCELLED',
    expected: `${phase} to finish`,
    came: 'it was cancelled',
    next: 'repeat it when it is wanted; an upload goes on where it stopped',
  });
}

export function linkBusy(phase: string, waiting: number): LinkError {
  return new LinkError({
    code: 'SMP_BUSY',
    expected: `a free sequence number for ${phase}`,
    came: `all ${waiting} wait for answers`,
    next: 'wait for some of the answers first',
  });
}

export function transferBeyondEnd(phase: string, offset: number): LinkError {
  return new LinkError({
    code: 'SMP_OFFSET',
    expected: `the device to ask for an offset inside of what is sent in ${phase}`,
    came: `it asked for ${offset}`,
    next: 'reset the device and start the transfer again',
  });
}

export function transferStalled(phase: string, offset: number): LinkError {
  return new LinkError({
    code: 'SMP_STALLED',
    expected: `the device to take more of the data in ${phase}`,
    came: `it asked for offset ${offset} again and again`,
    next: 'reset the device and start the transfer again; it goes on where it stopped',
  });
}
