import { parseTopic } from '../../broker/topic.ts';
import type { Answered, Checker, Opened, Report, SeenMessage, Subject } from './checker.ts';

/** Nothing of one tenant reaches another: no topic, no recipient, no order. */
export class TenancyChecker implements Checker {
  readonly #subject: Subject;
  readonly #report: Report;

  constructor(subject: Subject, report: Report) {
    this.#subject = subject;
    this.#report = report;
  }

  will(message: SeenMessage): void {
    this.sent(message);
  }

  /** Where it went, whatever the broker made of that: one that takes it brings it to somebody else. */
  sent({ atMs, topic }: Pick<SeenMessage, 'atMs' | 'topic'>): void {
    const { tenant, device } = this.#subject;
    const names = parseTopic(topic);
    if (names?.tenant === tenant && names.device === device) return;
    this.#fault(atMs, 'a message went to a topic that is not of this device');
  }

  opened(opened: Opened, { atMs }: SeenMessage): void {
    if (opened.kind !== 'foreign') return;
    this.#fault(
      atMs,
      `a session was sealed to ${opened.keyId}, whom no policy of the device names`,
    );
  }

  answered({ atMs, tenant, accepted, order }: Answered): void {
    if (!accepted || tenant === this.#subject.tenant) return;
    this.#fault(atMs, `an order (${order}) that ${tenant} has signed was obeyed`);
  }

  #fault(atMs: number, sentence: string): void {
    this.#report.tally.count('tenancy-faults');
    this.#report.find(atMs, sentence);
  }
}
