import type { LinkError } from '@feierabend/protocol';

interface Waiter {
  resolve(): void;
  reject(failure: LinkError): void;
  readonly timer: NodeJS.Timeout;
}

/** Whoever waits for a connection, each with a deadline. */
export class ReadyWaiters {
  readonly #waiters = new Set<Waiter>();

  wait(deadlineMs: number, late: () => LinkError): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(late());
      }, deadlineMs);
      const waiter: Waiter = { resolve, reject, timer };
      this.#waiters.add(waiter);
    });
  }

  resolve(): void {
    this.#end((waiter) => waiter.resolve());
  }

  reject(failure: LinkError): void {
    this.#end((waiter) => waiter.reject(failure));
  }

  #end(tell: (waiter: Waiter) => void): void {
    for (const waiter of this.#waiters) {
      clearTimeout(waiter.timer);
      tell(waiter);
    }
    this.#waiters.clear();
  }
}
