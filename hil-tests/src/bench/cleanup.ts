import type { RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';

/** Undoes what a run set up, last first, and goes on when a step fails. */
export class Cleanup {
  /** What is left when this process is killed; absent where it cannot be known. */
  readonly registry: RunRegistry | undefined;
  readonly #steps: (() => Promise<unknown>)[] = [];

  constructor(registry?: RunRegistry) {
    this.registry = registry;
  }

  defer(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await step();
      } catch {
        // What is left is a process or a temporary folder; the result of the run matters more.
      }
    }
    this.registry?.close();
  }
}
