import type { CompiledPolicy, TrackerEvent } from '@feierabend/protocol';

import type { AgendaItem } from '../agenda.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { Clock, IndicatorPattern, InputName, Inputs } from '../ports.ts';
import { breakGlassLimitOf } from './break-glass-limit.ts';
import { indicatorOf } from './indicator.ts';
import type { ModeStore } from './mode-store.ts';
import type { Mode, StandingActs } from './mode.ts';
import { SteadyMode } from './steady-mode.ts';

/** For this long the light says that a call without a place went out. */
const heardMs = 60_000;
/** How often the age of a call without a date is written down: for so long it may seem older than it is. */
const ageEveryS = 60;
/** What is over is forgotten this much later: what was taken in its last second is stored by then. */
const graceS = 5;

export interface ModeKeeperParts {
  readonly clock: Clock;
  readonly time: TimeKeeper;
  readonly inputs: Inputs;
  /** The private switch counts as on, wherever it stands. */
  readonly isHeldPrivate: () => boolean;
  readonly indicator: (pattern: IndicatorPattern) => void;
  readonly store: ModeStore;
  /** The policy in force. */
  readonly policy: () => CompiledPolicy | undefined;
  /** No time has passed unseen before this boot: it came of a reset, and not of the power. */
  readonly isSeamless: boolean;
  readonly raise: (event: TrackerEvent) => void;
  /** Stores what was taken under the modes as they are. */
  readonly changing: () => void;
  /** Writes down that a break-glass is being announced. */
  readonly announced: (cause: string, untilS: number) => void;
  /** What the light shows. */
  readonly pattern?: IndicatorPattern | undefined;
}

/**
 * Keeps what people and instructions have set over the policy: hears buttons and switches, announces a break-glass before it
 * opens anything, forgets what is over, and works the light.
 */
export class ModeKeeper implements AgendaItem {
  readonly #parts: ModeKeeperParts;
  readonly #steady = new SteadyMode();
  /** A call that has no date yet: it gets one as soon as the clock is trusted. Below zero when it was before this boot. */
  #calledMs: number | undefined;
  #heardUntilMs = 0;
  #pattern: IndicatorPattern;
  /** While nobody called and nothing was declared: the mode that the light shows. */
  #shown: Mode | undefined;
  #seen: { readonly stored: ModeStore['acts']; readonly acts: StandingActs } | undefined;

  constructor(parts: ModeKeeperParts) {
    this.#parts = parts;
    this.#pattern = parts.pattern ?? 'off';
  }

  /** All there is in RAM, the light; undefined while somebody called for help, or a break-glass runs. */
  get ram(): IndicatorPattern | undefined {
    return this.#isQuiet && this.#heardUntilMs === 0 ? this.#pattern : undefined;
  }

  /** A signed time moved the date: a call for help goes on for what is left of it, and does not begin again. */
  timeMoved(byS: number | undefined): void {
    const nowS = this.#parts.time.nowS();
    if (nowS === undefined || this.#isQuiet) return;
    this.#parts.changing();
    this.#parts.store.redate(byS, nowS);
  }

  /** A call without a date goes on over a reset. Over a power cut nobody knows how old it is. */
  resume(): void {
    const { store, isSeamless } = this.#parts;
    const ageS = store.undatedAgeS;
    if (ageS === undefined) return;
    if (isSeamless) this.#calledMs = -ageS * 1000;
    else store.calledUndated(undefined);
  }

  /** The firmware knows that it is about to be reset. */
  stop(): void {
    if (this.#parts.store.undatedAgeS !== undefined) this.#noteAge(1);
  }

  /** The same object as long as it is the same. */
  get acts(): StandingActs {
    const { store, inputs, isHeldPrivate } = this.#parts;
    const stored = store.acts;
    const switchedPrivate = inputs.read('private-switch') || isHeldPrivate();
    if (this.#seen?.stored !== stored || this.#seen.acts.switchedPrivate !== switchedPrivate) {
      const { restricted, reduced, breakGlass, sosSinceS } = stored;
      const acts = { switchedPrivate, restricted, reduced, breakGlass, sosSinceS };
      this.#seen = { stored, acts };
    }
    return this.#seen.acts;
  }

  /** The uptime of a call that has no date yet, and places as soon as it has one. */
  get undatedCallMs(): number | undefined {
    return this.#parts.policy()?.sos === undefined ? undefined : this.#calledMs;
  }

  inputChanged(name: InputName, isActive: boolean): void {
    if (name === 'sos' && isActive) this.#call();
    if (name === 'tamper' && isActive) this.#parts.raise('tamper');
    if (name === 'private-switch' && this.#parts.policy()?.privateSwitch === true) {
      this.#parts.raise(isActive ? 'private-switch-on' : 'private-switch-off');
    }
    this.tick();
  }

  dueUptimeMs(): number | undefined {
    if (this.#isQuiet && this.#heardUntilMs === 0) return undefined;
    const { clock, time } = this.#parts;
    const nowS = time.nowS();
    const dueMs: number[] = this.#heardUntilMs > clock.uptimeMs() ? [this.#heardUntilMs] : [];
    const ageDueMs = nowS === undefined ? this.#ageDueMs() : undefined;
    if (ageDueMs !== undefined) dueMs.push(ageDueMs);
    if (nowS !== undefined) {
      if (this.#calledMs !== undefined) return clock.uptimeMs();
      const announceS = this.#announceDueS();
      const endS = this.#endS();
      for (const dueS of [announceS, endS.glass, endS.sos]) {
        const atMs = dueS === undefined ? undefined : time.uptimeMsOf(dueS);
        if (atMs !== undefined) dueMs.push(atMs);
      }
    }
    return dueMs.length === 0 ? undefined : Math.min(...dueMs);
  }

  tick(): void {
    const nowS = this.#isQuiet ? undefined : this.#parts.time.nowS();
    if (nowS !== undefined) {
      this.#forget(nowS);
      this.#dateCall();
      this.#announce(nowS);
    } else if ((this.#ageDueMs() ?? Infinity) <= this.#parts.clock.uptimeMs()) {
      this.#noteAge();
    }
    this.showIndicator();
  }

  /** Nobody called for help, and nothing was declared. */
  get #isQuiet(): boolean {
    const { breakGlass, sosSinceS } = this.#parts.store.acts;
    return breakGlass === undefined && sosSinceS === undefined && this.#calledMs === undefined;
  }

  /** To be called whenever the mode may have changed. */
  showIndicator(): void {
    const { clock, time, policy, indicator } = this.#parts;
    const acts = this.acts;
    const timeS = time.nowS();
    const inForce = policy();
    const mode = this.#steady.at(inForce, timeS, acts);
    const isPlain = this.#isQuiet && this.#heardUntilMs === 0;
    if (isPlain && mode === this.#shown) return;
    this.#shown = isPlain ? mode : undefined;
    const limit = this.#limit(acts);
    const isAnnounced =
      limit !== undefined && timeS !== undefined && timeS < limit.untilS && !isHeldBack(acts);
    const isHeard = clock.uptimeMs() < this.#heardUntilMs;
    if (!isHeard) this.#heardUntilMs = 0;
    const pattern = indicatorOf({ mode, isAnnounced, isHeard });
    if (pattern === this.#pattern) return;
    this.#pattern = pattern;
    indicator(pattern);
  }

  /** The event goes first: it needs nothing, and a place may take a while. */
  #call(): void {
    const { clock, raise, time, policy } = this.#parts;
    raise('sos');
    this.#calledMs = clock.uptimeMs();
    const hasPlace = policy()?.sos !== undefined && time.nowS() !== undefined;
    if (!hasPlace) this.#heardUntilMs = clock.uptimeMs() + heardMs;
    if (time.nowS() === undefined) this.#noteAge();
  }

  /** The uptime from which a call without a date is older than what was written down of it. */
  #ageDueMs(): number | undefined {
    const ageS = this.#parts.store.undatedAgeS;
    return ageS === undefined || this.#calledMs === undefined
      ? undefined
      : this.#calledMs + ageS * 1000;
  }

  /** A call that has nothing to open, or no more, is not kept. */
  #noteAge(spareS = ageEveryS): void {
    const { clock, policy, store } = this.#parts;
    const durationS = policy()?.sos?.durationS ?? 0;
    const ageS = Math.floor((clock.uptimeMs() - (this.#calledMs ?? 0)) / 1000);
    store.calledUndated(ageS < durationS ? ageS + spareS : undefined);
  }

  #dateCall(): void {
    if (this.#calledMs === undefined) return;
    const { time, policy, store, changing } = this.#parts;
    const sinceS = time.atUptimeS(this.#calledMs);
    const durationS = policy()?.sos?.durationS;
    if (sinceS === undefined) return;
    this.#calledMs = undefined;
    if (durationS === undefined || (time.nowS() ?? 0) >= sinceS + durationS) {
      store.calledUndated(undefined);
      return;
    }
    changing();
    store.called(sinceS);
  }

  #announce(nowS: number): void {
    const dueS = this.#announceDueS();
    if (dueS === undefined || nowS < dueS) return;
    const { store, announced, indicator } = this.#parts;
    const { breakGlass } = store.acts;
    if (breakGlass === undefined) return;
    // The light first: what is written down as announced was shown.
    this.#pattern = 'fast-blink';
    indicator(this.#pattern);
    if (store.announced(nowS)) announced(breakGlass.cause, breakGlass.untilS);
  }

  /** The second from which a declared break-glass may be announced; undefined when there is nothing to announce. */
  #announceDueS(): number | undefined {
    const acts = this.#parts.store.acts;
    const policy = this.#parts.policy();
    const { breakGlass } = acts;
    if (breakGlass === undefined || breakGlass.announcedS !== undefined) return undefined;
    if (policy === undefined || isHeldBack(acts)) return undefined;
    const isAllowed = breakGlass.cause === 'emergency' || policy.theftRecovery !== undefined;
    return isAllowed ? breakGlass.fromS : undefined;
  }

  #limit({ breakGlass }: Pick<StandingActs, 'breakGlass'>) {
    const policy = this.#parts.policy();
    return breakGlass && policy && breakGlassLimitOf(breakGlass, policy);
  }

  /** When what is in force may be forgotten. */
  #endS(): { glass: number | undefined; sos: number | undefined } {
    const { breakGlass, sosSinceS } = this.#parts.store.acts;
    const durationS = this.#parts.policy()?.sos?.durationS;
    const glassS = this.#limit({ breakGlass })?.untilS ?? breakGlass?.untilS;
    return {
      glass: glassS === undefined ? undefined : glassS + graceS,
      sos:
        sosSinceS === undefined || durationS === undefined
          ? undefined
          : sosSinceS + durationS + graceS,
    };
  }

  #forget(nowS: number): void {
    // A power cut may have come between a signed time and what it moved.
    this.#parts.store.redate(undefined, nowS);
    const endS = this.#endS();
    const glass = endS.glass !== undefined && nowS >= endS.glass;
    const sos = endS.sos !== undefined && nowS >= endS.sos;
    if (!glass && !sos) return;
    // What was taken by it is judged by it.
    this.#parts.changing();
    this.#parts.store.end({ glass, sos });
  }
}

/** Whether an instruction forbids every place, a declared one too. */
function isHeldBack({ restricted, reduced }: Pick<StandingActs, 'restricted' | 'reduced'>) {
  return restricted || reduced;
}
