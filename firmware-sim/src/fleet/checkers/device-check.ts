import type { Tally } from '../result/tally.ts';
import { BudgetChecker } from './budget.ts';
import type {
  Acknowledged,
  Answered,
  Checker,
  EndOfLife,
  Fed,
  MakeChecker,
  SeenMessage,
  Subject,
} from './checker.ts';
import { DeletionChecker } from './deletion.ts';
import { DeliveryChecker } from './delivery.ts';
import { JournalChecker } from './journal.ts';
import { Opener } from './opener.ts';
import { PrivacyChecker } from './privacy.ts';
import { TenancyChecker } from './tenancy.ts';

/** Every checker of a fleet, by the name that its findings carry. */
const checkers = {
  privacy: (subject, report) => new PrivacyChecker(subject, report),
  delivery: (subject, report) => new DeliveryChecker(subject, report),
  journal: (subject, report) => new JournalChecker(subject, report),
  tenancy: (subject, report) => new TenancyChecker(subject, report),
  deletion: (subject, report) => new DeletionChecker(subject, report),
  budget: (subject, report) => new BudgetChecker(subject, report),
} as const satisfies Readonly<Record<string, MakeChecker>>;

/** All checkers of one device, and the recipient that opens for them. What they know ends up in the tally. */
export class DeviceCheck implements Required<Omit<Checker, 'opened'>> {
  readonly #checkers: readonly Checker[];
  /** Those that look at each second of the receiver. */
  readonly #watching: readonly Checker[];
  readonly #opener: Opener;

  constructor(subject: Subject, tally: Tally) {
    this.#opener = new Opener(subject);
    const { index, device } = subject;
    this.#checkers = Object.entries(checkers).map(([checker, make]) =>
      make(subject, {
        tally,
        find: (atMs, sentence) => tally.find({ index, device, atMs, checker, sentence }),
      }),
    );
    this.#watching = this.#checkers.filter((checker) => checker.fed !== undefined);
  }

  sent(message: Pick<SeenMessage, 'atMs' | 'topic'>): void {
    for (const checker of this.#checkers) checker.sent?.(message);
  }

  seen(message: SeenMessage): void {
    for (const checker of this.#checkers) checker.seen?.(message);
    const { topic, payload } = message;
    const stream = topic.slice(topic.lastIndexOf('/') + 1);
    if (stream !== 'report' && stream !== 'event' && stream !== 'journal') return;
    const opened = this.#opener.open(stream, payload);
    if (opened === undefined) return;
    for (const checker of this.#checkers) checker.opened?.(opened, message);
  }

  will(message: SeenMessage): void {
    for (const checker of this.#checkers) checker.will?.(message);
  }

  acknowledged(message: Acknowledged): void {
    for (const checker of this.#checkers) checker.acknowledged?.(message);
  }

  answered(answer: Answered): void {
    for (const checker of this.#checkers) checker.answered?.(answer);
  }

  fed(position: Fed): void {
    for (const checker of this.#watching) checker.fed?.(position);
  }

  finish(end: EndOfLife): void {
    for (const checker of this.#checkers) checker.finish?.(end);
  }
}
