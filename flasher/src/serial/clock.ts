/** Time as the flasher needs it; tests bring their own. */
export interface FlasherClock {
  /** Milliseconds from some fixed moment, never backwards. */
  now(): number;
  /** Calls back once after `delayMs`; the returned function cancels. */
  after(delayMs: number, callback: () => void): () => void;
  /** Seconds since 1970-01-01 UTC, for what is signed and for nothing else. */
  unixS(): number;
}

/** The one place of this package that reads the time. */
export const realClock: FlasherClock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  unixS: () => Math.floor(Date.now() / 1000),
};

/** A pause that ends early, with the signal's reason, when the user interrupts. */
export function pause(clock: FlasherClock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const onAbort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
