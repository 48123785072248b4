import type { TimeKeeper } from '../clock/time-keeper.ts';
import { noActs, type StandingActs } from '../modes/mode.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import { retainedFromS, type FrameFacts } from '../report/stored-frame.ts';
import { isAllowedAsTaken, isSamePolicy } from './earlier-policy.ts';
import { allowsSpan } from './span-rule.ts';

/** `send`, `wait`, or why the frame is deleted. `doubt`: no sound device could have stored it. */
export type SendVerdict = 'send' | 'wait' | 'retention' | 'policy' | 'doubt';

/**
 * The third gate: what lies authenticated beside the ciphertext is judged whenever the frame is to be handed to the link.
 *
 * **Invariant:** a frame with positions passes only while the clock is trusted, and only if the policy in force allows its
 * whole span, be it the policy it was taken under or a later one that allows them as fine and for as many. It is the span
 * that is judged: what was taken in an open window may go out after the window. What a call for help or a break-glass opened
 * goes out under the policy that it was taken under, and no other. While processing is restricted, reports wait and are not
 * deleted, but for those of a call; while it is reduced to mileage, positions wait.
 */
export class SendGate {
  readonly #time: Pick<TimeKeeper, 'nowS'>;
  readonly #inForce: () => ActivePolicy | undefined;
  readonly #acts: () => StandingActs;

  constructor(
    time: Pick<TimeKeeper, 'nowS'>,
    inForce: () => ActivePolicy | undefined,
    acts: () => StandingActs = () => noActs,
  ) {
    this.#time = time;
    this.#inForce = inForce;
    this.#acts = acts;
  }

  judge(frame: FrameFacts): SendVerdict {
    const { kind, fromS, untilS, positions, policyDigest, cause = 'policy' } = frame;
    const oldestS = retainedFromS(frame);
    if (oldestS === undefined) return 'send';
    const acts = this.#acts();
    const isPersonsAct = cause === 'sos';
    if (acts.restricted && kind === 'records' && !isPersonsAct) return 'wait';
    const inForce = this.#inForce();
    const nowS = this.#time.nowS();
    if (inForce === undefined || nowS === undefined) return positions ? 'wait' : 'send';
    if (nowS - oldestS > inForce.policy.retentionS) return 'retention';
    if (!positions) return 'send';
    if (acts.reduced && !isPersonsAct) return 'wait';
    const isOwn = isSamePolicy(inForce.digest, policyDigest);
    // How long it was open is over and forgotten: a policy that came later cannot be asked.
    if (cause !== 'policy') return isOwn ? 'send' : 'policy';
    if (!allowsSpan(inForce.policy, fromS, untilS)) return isOwn ? 'doubt' : 'policy';
    return isAllowedAsTaken(inForce, policyDigest) ? 'send' : 'policy';
  }

  /** What is older than this has outlived its retention; undefined where it cannot be told. */
  get keptFromS(): number | undefined {
    const inForce = this.#inForce();
    const nowS = this.#time.nowS();
    if (inForce === undefined || nowS === undefined) return undefined;
    return nowS - inForce.policy.retentionS;
  }

  /**
   * What is left of a frame's retention, for a network that can delete it in time; undefined where it cannot be told. A session
   * has none there: what it opens may come later, and a page of the journal has none either.
   */
  retentionLeftS(frame: FrameFacts): number | undefined {
    const fromS = frame.kind === 'session' ? undefined : retainedFromS(frame);
    const keptFromS = this.keptFromS;
    if (fromS === undefined || keptFromS === undefined) return undefined;
    return Math.max(1, fromS - keptFromS);
  }
}
