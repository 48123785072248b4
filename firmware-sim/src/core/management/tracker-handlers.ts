import {
  groupFailure,
  handleCommand,
  InstructionReceiver,
  InstructionWrite,
  policyPage,
  PolicyRead,
  SmpGroup,
  TrackerError,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  type PolicyReadResponse,
  type SmpFailure,
  type SmpHandler,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { Duty } from '../duty.ts';
import type { DeviceIdentity } from '../identity/identity.ts';
import { smpBuffers } from './os-handlers.ts';

export interface TrackerFacts {
  readonly identity: DeviceIdentity | undefined;
  readonly duty: Duty | undefined;
  readonly firmwareVersion: string;
}

/** Group 64: status, identity, instructions, policy read-back. */
export function trackerHandlers(tracker: TrackerFacts): SmpHandler[] {
  const instructions = new InstructionReceiver((bytes) => {
    const decision = tracker.duty?.instruct(bytes);
    if (decision === undefined) return refusal(TrackerError.notProvisioned);
    return decision.accepted ? decision.sequence : refusal(decision.rc);
  });
  return [
    handleCommand(TrackerStatusCommand.read, () => statusOf(tracker)),
    handleCommand(TrackerIdentityCommand.read, () => {
      const { identity } = tracker;
      if (identity === undefined) return refusal(TrackerError.notProvisioned);
      const { device, tenant, seal, sign } = identity;
      return { dev: device, ten: tenant, seal: seal.publicKey, sign: sign.publicKey };
    }),
    handleCommand(InstructionWrite.write, (request) => instructions.accept(request)),
    handleCommand(PolicyRead.read, ({ off }) => policyChunk(tracker, off)),
  ];
}

function statusOf({ identity, duty, firmwareVersion }: TrackerFacts): TrackerStatus {
  const mode = duty?.recorder.mode;
  const active = duty?.active;
  const closed =
    mode === undefined ||
    (!mode.open && mode.reason !== 'outside-hours' && mode.reason !== 'break');
  return {
    dev: identity?.device ?? '',
    ten: identity?.tenant ?? '',
    life: identity === undefined ? 'unprovisioned' : 'provisioned',
    fw: firmwareVersion,
    mode: closed ? 'closed' : mode.open ? 'on-duty' : 'off-duty',
    why: whyOf(duty),
    clk: duty?.time.state === 'trusted',
    seq: duty?.lastSequence ?? 0,
    ...(active === undefined ? {} : { pol: active.digest }),
    jlen: duty?.journal.length ?? 0,
    jhead: duty?.journal.head ?? new Uint8Array(32),
    que: duty?.outbox.size ?? 0,
  };
}

function whyOf(duty: Duty | undefined): string {
  if (duty === undefined) return 'unprovisioned';
  const { mode } = duty.recorder;
  if (mode.open) return 'policy';
  return duty.journal.doubted ? 'doubt' : mode.reason;
}

function policyChunk({ duty }: TrackerFacts, off: number): PolicyReadResponse | SmpFailure {
  const active = duty?.active;
  if (active === undefined) return refusal(TrackerError.noPolicy);
  return policyPage(active, off, smpBuffers.sizeBytes);
}

function refusal(rc: number): SmpFailure {
  return groupFailure(SmpGroup.tracker, rc);
}
