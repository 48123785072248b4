import {
  encodeInstructionBody,
  type CompiledPolicy,
  type InstructionBodies,
  type InstructionKind,
} from '@feierabend/protocol';

import { localS } from './calendar.ts';
import type { Life } from './life.ts';
import type { DayPlan } from './month.ts';
import type { CanaryKind } from './places.ts';

interface Span {
  readonly fromS: number;
  readonly untilS: number;
}

interface CanaryOptions {
  readonly situation: string;
  readonly kind?: CanaryKind;
  /** How far the receiver's time is ahead. */
  readonly errorS?: number;
}

type PolicyChange = Partial<Pick<CompiledPolicy, 'validFromS' | 'validUntilS'>> & {
  readonly freeToday?: boolean;
};

/** One day of a life, and what a situation can do to it. */
export class Day {
  readonly life: Life;
  readonly plan: DayPlan;
  readonly dayNumber: number;
  readonly windows: readonly Span[];
  /** Why the rest of the day is closed, beside the hours. */
  closedBy: string | undefined;
  /** What the hours say. */
  offDuty = 'night';

  constructor(life: Life, plan: DayPlan, dayNumber: number, isFree: boolean) {
    this.life = life;
    this.plan = plan;
    this.dayNumber = dayNumber;
    this.windows = isFree
      ? []
      : life.workday.map(({ startMin, endMin }) => ({
          fromS: localS(dayNumber, startMin),
          untilS: localS(dayNumber, endMin),
        }));
  }

  get nowS(): number {
    return this.life.world.nowS;
  }

  /** A second that the receiver has not told yet. */
  get nextS(): number {
    return Math.floor(this.nowS) + 1;
  }

  /** The end of the local day. */
  get endS(): number {
    return localS(this.dayNumber + 1, 0);
  }

  /** After so many seconds a fix is due for sure. */
  get gapS(): number {
    return this.life.plan.movingS + 5;
  }

  get isClosed(): boolean {
    return this.#reason !== undefined;
  }

  /** Why it is closed, or else this. */
  reasonOr(otherwise: string): string {
    return this.life.closedForGood ?? this.closedBy ?? otherwise;
  }

  get #reason(): string | undefined {
    const { closedForGood } = this.life;
    const isAtWork = this.windows.some(
      ({ fromS, untilS }) => fromS <= this.nowS && this.nowS < untilS,
    );
    return closedForGood ?? this.closedBy ?? (isAtWork ? undefined : this.offDuty);
  }

  /** From here on no place of this day may be taken. */
  close(reason: string): void {
    this.closedBy = reason;
  }

  reopen(): void {
    this.closedBy = undefined;
  }

  /** Gives an instruction, signed by both sides; whether the device took it. */
  order<K extends InstructionKind>(kind: K, body: InstructionBodies[K]): boolean {
    return this.life.world.instruct(kind, encodeInstructionBody(kind, body));
  }

  apply({ freeToday = false, ...change }: PolicyChange): void {
    this.life.apply(change, freeToday ? this.dayNumber : undefined);
  }

  /** Nobody may have what is on the device by now. */
  overtake(): void {
    this.life.places.overtake(this.life.world.evidence.length);
  }

  /** A policy that does not allow anything of this day any more. */
  tighten(): void {
    this.overtake();
    this.apply({ freeToday: true });
    this.close('tightened');
  }

  /** A batch that is being collected is stored: the same policy, signed anew, ends it. */
  flush(): void {
    this.apply({});
  }

  /** The person is at work at that second, or wherever people are when the device is closed. */
  async work(timeS: number): Promise<void> {
    const { world, places } = this.life;
    await world.passTo(timeS);
    const reason = this.#reason;
    if (reason !== undefined) await this.canary(timeS, { situation: reason });
    else await world.visit(timeS, places.workAt(timeS));
  }

  /** The device is allowed to look although the person is not at work. */
  async traced(timeS: number): Promise<void> {
    await this.life.world.visit(timeS, this.life.places.workAt(timeS));
  }

  /** The person is where nobody is to know. */
  async canary(timeS: number, options: CanaryOptions): Promise<void> {
    const { world, places } = this.life;
    const place = places.canaryAt(timeS, options.situation, options.kind);
    await world.visit(timeS, place, options.errorS);
  }

  async canaries(
    fromS: number,
    count: number,
    situation = this.reasonOr(this.offDuty),
  ): Promise<void> {
    for (let timeS = fromS; timeS < fromS + count; timeS += 1) {
      // The seconds come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      await this.canary(timeS, { situation });
    }
  }

  /** Places taken and stored that nobody has been sent. */
  async pile(situation: string): Promise<void> {
    this.flush();
    this.life.world.network.up = false;
    for (let count = 0; count < 4; count += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await this.canary(this.nextS + this.gapS, { situation, kind: 'overtaken' });
    }
    this.flush();
  }

  /** The first seconds after a boot: the device cannot know what time it is. */
  async wake(): Promise<void> {
    const { world } = this.life;
    await world.passTo(this.nextS);
    if (!world.isFresh) world.powerCycle();
    await this.canaries(this.nextS, 3, this.#reason ?? 'clock not trusted yet');
    await this.work(this.nextS);
  }
}
