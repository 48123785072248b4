import { energyOf } from '@feierabend/protocol';

import type { Checker, EndOfLife, Report, Subject } from './checker.ts';

/** What a device costs a day: bytes of its tariff, charge of its battery. */
export class BudgetChecker implements Checker {
  readonly #report: Report;

  constructor(_subject: Subject, report: Report) {
    this.#report = report;
  }

  finish({ days, payloadBytes, energy }: EndOfLife): void {
    const { tally } = this.#report;
    tally.record('traffic', payloadBytes / days);
    tally.record('energy', energyOf(energy, days).mahPerDay * 100);
  }
}
