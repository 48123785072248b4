import type { CompiledPolicy, PolicyRecipient, WithheldReason } from '@feierabend/protocol';

/** What let a position come into being. */
export const captureCauses = ['policy', 'sos', 'break-glass'] as const;
export type CaptureCause = (typeof captureCauses)[number];

/** What may be captured, and for whom; there is none in a closed mode. */
export interface CaptureGrant extends Pick<CompiledPolicy, 'intervals' | 'precisionM' | 'fields'> {
  readonly cause: CaptureCause;
  /** Who may open what is captured. */
  readonly recipients: readonly PolicyRecipient[];
}

export interface OpenMode {
  readonly open: true;
  readonly name: 'sos' | 'break-glass' | 'on-duty';
  readonly grant: CaptureGrant;
}

export interface ClosedMode {
  readonly open: false;
  readonly name: 'closed' | 'restricted' | 'private' | 'reduced' | 'off-duty';
  readonly reason: WithheldReason;
  /** Whether the distance driven is counted, inside the driver, without a place. */
  readonly counts: boolean;
}

/** What a device does at a second, and what it may capture in it. */
export type Mode = OpenMode | ClosedMode;

/** A span that a signed declaration opened, as it is in force on this device. */
export interface BreakGlassSpan {
  readonly cause: 'theft' | 'emergency';
  readonly fromS: number;
  /** Exclusive. */
  readonly untilS: number;
  readonly intervalS: number;
  /** When the indicator began to show it; undefined before that, and then nothing is open. */
  readonly announcedS: number | undefined;
}

/** What people and instructions have set beside the policy. */
export interface StandingActs {
  readonly switchedPrivate: boolean;
  readonly restricted: boolean;
  readonly reduced: boolean;
  readonly breakGlass: BreakGlassSpan | undefined;
  /** The second of the last call for help; undefined without one. */
  readonly sosSinceS: number | undefined;
}

/** {@link StandingActs} under a policy and at a second. */
export function factsAt(
  acts: StandingActs,
  policy: CompiledPolicy | undefined,
  timeS: number | undefined,
): ModeFacts {
  const { switchedPrivate, restricted, reduced, breakGlass, sosSinceS } = acts;
  return { switchedPrivate, restricted, reduced, breakGlass, sosSinceS, policy, timeS };
}

export const noActs: StandingActs = {
  switchedPrivate: false,
  restricted: false,
  reduced: false,
  breakGlass: undefined,
  sosSinceS: undefined,
};

/** Everything that a mode depends on. */
export interface ModeFacts extends StandingActs {
  /** The policy in force; undefined without one, and in every doubt about storage. */
  readonly policy: CompiledPolicy | undefined;
  /** The second asked about; undefined unless the clock is trusted. */
  readonly timeS: number | undefined;
}
