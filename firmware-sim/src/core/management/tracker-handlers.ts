import {
  handleCommand,
  InstructionReceiver,
  InstructionWrite,
  policyPage,
  PolicyRead,
  TrackerError,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  type PolicyReadResponse,
  type SmpFailure,
  type SmpHandler,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { Duty } from '../duty.ts';
import { absent, trackerFailure, type TrackerFacts } from './tracker-facts.ts';
import { smpBuffers } from './os-handlers.ts';

/** Group 64: status, identity, instructions, policy read-back. */
export function trackerHandlers(tracker: TrackerFacts): SmpHandler[] {
  const instructions = new InstructionReceiver((bytes) => {
    const decision = tracker.duty?.instruct(bytes);
    if (decision === undefined) return absent(tracker);
    return decision.accepted ? decision.sequence : trackerFailure(decision.rc);
  });
  return [
    handleCommand(TrackerStatusCommand.read, () => statusOf(tracker)),
    handleCommand(TrackerIdentityCommand.read, () => {
      const { identity } = tracker;
      if (identity === undefined) return absent(tracker);
      const { device, tenant, seal, sign } = identity;
      return { dev: device, ten: tenant, seal: seal.publicKey, sign: sign.publicKey };
    }),
    handleCommand(InstructionWrite.write, (request) => instructions.accept(request)),
    handleCommand(PolicyRead.read, ({ off }) => policyChunk(tracker, off)),
  ];
}

function statusOf(tracker: TrackerFacts): TrackerStatus {
  const { duty, firmwareVersion, end } = tracker;
  const names = tracker.identity ?? tracker.enrolled;
  const active = duty?.active;
  return {
    dev: names?.device ?? end?.dev ?? '',
    ten: names?.tenant ?? end?.ten ?? '',
    life: lifeOf(tracker),
    fw: firmwareVersion,
    mode: duty?.recorder.mode.name ?? 'closed',
    why: whyOf(tracker),
    ...clockOf(duty),
    seq: duty?.lastSequence ?? 0,
    ...(active === undefined ? {} : { pol: active.digest, review: active.policy.reviewS }),
    ...journalOf(tracker),
    que: duty?.outbox.size ?? 0,
    ...bootLoaderOf(tracker),
    flt: faultsOf(tracker),
  };
}

/** What it checks before it starts an image. */
function bootLoaderOf({ slots }: TrackerFacts): Pick<TrackerStatus, 'board' | 'cnt'> {
  const { boardId, counterMin } = slots;
  return { board: boardId, ...(counterMin === undefined ? {} : { cnt: counterMin }) };
}

function faultsOf({ slots, isFit, duty }: TrackerFacts): string[] {
  return [
    ...(slots.isStateKnown ? [] : ['boot-state']),
    ...(slots.running() === undefined ? ['no-image'] : []),
    ...(isFit ? [] : ['self-test']),
    ...(duty?.faults ?? []),
  ];
}

function clockOf(duty: Duty | undefined): Pick<TrackerStatus, 'clk' | 'clock'> {
  const clock = duty?.time.state ?? 'untrusted';
  return { clk: clock === 'trusted', clock };
}

function journalOf({ duty, end }: TrackerFacts): Pick<TrackerStatus, 'jlen' | 'jhead'> {
  if (duty !== undefined) return { jlen: duty.journal.length, jhead: duty.journal.head };
  return { jlen: end?.jlen ?? 0, jhead: end?.jhead ?? new Uint8Array(32) };
}

function lifeOf({ identity, enrolled, end }: TrackerFacts): TrackerStatus['life'] {
  if (end !== undefined) return 'decommissioned';
  return (identity ?? enrolled) === undefined ? 'unprovisioned' : 'provisioned';
}

function whyOf({ duty, enrolled, end, slots }: TrackerFacts): string {
  if (end !== undefined) return 'decommissioned';
  if (duty === undefined) return enrolled === undefined ? 'unprovisioned' : 'waits-for-reset';
  const { mode } = duty.recorder;
  if (mode.open) return mode.grant.cause;
  if (duty.journal.doubted) return 'doubt';
  return slots.isStateKnown ? mode.reason : 'boot-state';
}

function policyChunk({ duty }: TrackerFacts, off: number): PolicyReadResponse | SmpFailure {
  const active = duty?.active;
  if (active === undefined) return trackerFailure(TrackerError.noPolicy);
  return policyPage(active, off, smpBuffers.sizeBytes);
}
