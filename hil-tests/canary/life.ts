import type { SeededDefect } from '@feierabend/firmware-sim';
import { Reset, TrackerStatusCommand, type CompiledPolicy } from '@feierabend/protocol';

import { isSunday, localS, offsets, workdays } from './calendar.ts';
import { Day } from './day.ts';
import type { MonthPlan } from './month.ts';
import { Places } from './places.ts';
import { situations, type Situation } from './situations/situation.ts';
import { recipient, rescue, sosS } from './tenant.ts';
import { CanaryWorld } from './world.ts';

const dayS = 86_400;

type Validity = Pick<CompiledPolicy, 'validFromS' | 'validUntilS'>;

/** A device through a month, with canaries wherever it has no business to look. */
export class Life {
  readonly plan: MonthPlan;
  readonly world: CanaryWorld;
  readonly places: Places;
  /** Why the device is closed until the end of this life. */
  closedForGood: string | undefined;
  readonly #freeDays = new Set<number>();
  #inTheMorning: (() => void)[] = [];
  /** The policy in force has another validity than that of this life. */
  #isChanged = false;

  constructor(plan: MonthPlan, defects: readonly SeededDefect[] = []) {
    this.plan = plan;
    this.places = new Places(plan.seed);
    const { seed, copies, nmea } = plan;
    const startS = localS(plan.firstDay, 0);
    this.world = new CanaryWorld({ seed, startS, copies, nmea, defects });
  }

  get workday() {
    return workdays[this.plan.week] ?? [];
  }

  async live(): Promise<void> {
    for (const [index, plan] of this.plan.days.entries()) {
      const dayNumber = this.plan.firstDay + index;
      const day = new Day(this, plan, dayNumber, isSunday(dayNumber));
      // The days come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      await this.#liveDay(day, situations[plan.situation], index === 0);
    }
    // Whatever waits has its chance to go out.
    this.world.network.up = true;
    await this.world.passTo(this.world.nowS + 2 * 3600);
    this.world.device.tracker?.duty?.stop();
  }

  /** The policy of this life, with another validity if need be, given to the device. */
  apply(change: Partial<Validity>, freeDay?: number): boolean {
    if (freeDay !== undefined) this.#freeDays.add(freeDay);
    this.#isChanged ||= Object.keys(change).length > 0;
    const { firstDay, days } = this.plan;
    const validity = {
      validFromS: localS(firstDay - 1, 0),
      validUntilS: localS(firstDay + days.length + 2, 0),
    };
    return this.world.apply(this.#policy({ ...validity, ...change }));
  }

  closeForGood(reason: string): void {
    this.closedForGood ??= reason;
  }

  /** Before the next day begins; a life that ends before that goes without it. */
  nextMorning(act: () => void): void {
    this.#inTheMorning.push(act);
  }

  /** Another board, new from the factory, under the policy of this life. */
  replaceBoard(): void {
    this.closedForGood = undefined;
    this.world.replaceBoard();
    this.#isChanged = true;
  }

  /** Something on the management port, beside everything else; the answer is part of the evidence. */
  async ask(what: 'status' | 'reset'): Promise<void> {
    const { client } = this.world;
    const asked =
      what === 'status'
        ? client.request(TrackerStatusCommand.read, {})
        : client.request(Reset.write, {});
    // A device that crashes over it does not answer.
    void asked.catch(() => {});
    for (let turn = 0; turn < 4; turn += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await Promise.resolve();
    }
  }

  async #liveDay(day: Day, situation: Situation, isFirst: boolean): Promise<void> {
    const { world } = this;
    const [night, morning] = [60 + day.plan.share * 120, 200].map((at) =>
      localS(day.dayNumber, at),
    );
    if (isFirst) {
      await this.#firstMorning(day, night ?? 0);
    } else {
      await day.canaries(night ?? 0, 3, day.reasonOr('night'));
      for (const act of this.#inTheMorning.splice(0)) act();
      if (this.#isChanged) this.#restore();
    }
    world.network.up = day.plan.networkUp;
    await world.passTo(morning ?? 0);
    await situation.morning?.(day);
    for (const [index, window] of day.windows.entries()) {
      day.offDuty = index === 0 ? 'before work' : 'break';
      await day.canaries(window.fromS - 3, 3, day.reasonOr(day.offDuty));
      await day.work(window.fromS + 20);
      if (index === 0 && situation.atWork !== undefined) {
        await world.passTo(window.fromS + 60 + day.plan.share * 1800);
        await situation.atWork(day);
      }
      await this.#work(day, window.untilS);
      day.offDuty = index + 1 < day.windows.length ? 'break' : 'evening';
      await day.canaries(window.untilS, 9, day.reasonOr(day.offDuty));
      if (index === 0) await this.#offDuty(day, situation);
    }
    if (day.windows.length === 0) {
      day.offDuty = 'free day';
      await day.canaries(day.nextS + 3600, 3);
      await this.#offDuty(day, situation);
    }
    world.network.up = true;
    await world.passTo(Math.max(world.nowS, day.endS - 1800));
  }

  /** New from the factory: without a time, and then without a policy. */
  async #firstMorning(day: Day, atS: number): Promise<void> {
    await day.canaries(atS, 3, 'clock not trusted yet');
    await day.canaries(atS + 60, 5, 'no policy');
    this.apply({});
  }

  async #offDuty(day: Day, situation: Situation): Promise<void> {
    await this.ask('status');
    await this.world.passTo(day.nextS + 240);
    await situation.offDuty?.(day);
    await day.canaries(day.nextS, 2);
  }

  /** Some places until the window ends, the last of them early enough that one is due in its last second. */
  async #work(day: Day, untilS: number): Promise<void> {
    const fromS = day.nextS + day.gapS;
    for (let turn = 0; turn < 4; turn += 1) {
      const timeS = Math.floor(fromS + ((untilS - day.gapS - fromS) * turn) / 3);
      // oxlint-disable-next-line no-await-in-loop
      if (timeS > this.world.nowS) await day.work(timeS);
    }
  }

  #restore(): void {
    this.#isChanged = false;
    this.apply({});
  }

  #policy({ validFromS, validUntilS }: Validity): CompiledPolicy {
    const { precisionM, movingS, outside } = this.plan;
    const first = offsets.findLast(({ fromS }) => fromS <= validFromS);
    return {
      version: 1,
      purpose: 'dispatch',
      timeZone: 'Europe/Berlin',
      validFromS,
      validUntilS,
      reviewS: validUntilS,
      offsets: offsets.filter(
        (one) => one === first || (one.fromS > validFromS && one.fromS < validUntilS),
      ),
      week: [0, 1, 2, 3, 4, 5].map(() => this.workday).concat([[]]),
      exceptions: [...this.#freeDays]
        .toSorted((a, b) => a - b)
        .map((dayNumber) => ({ dayNumber, windows: [] })),
      intervals: { movingS, parkedS: movingS, floorS: 10 },
      precisionM,
      fields: { altitude: false, speed: true, course: false },
      retentionS: 20 * dayS,
      outside,
      heartbeatS: outside === 'off' ? 0 : 4 * 3600,
      recipients: [
        { name: 'fleet-office', publicKey: recipient.publicKey },
        { name: 'rescue', publicKey: rescue.publicKey },
      ],
      privateSwitch: true,
      sos: { recipients: [1], intervalS: 10, durationS: sosS },
      theftRecovery: { intervalS: 60, durationS: 3600 },
    };
  }
}
