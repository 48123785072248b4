import {
  ChunkReceiver,
  decodePolicy,
  groupFailure,
  handleCommand,
  instructionBytesMax,
  instructionDigest,
  InstructionWrite,
  openInstruction,
  policyDigest,
  policyPage,
  PolicyRead,
  refusalErrors,
  SmpGroup,
  TrackerError,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  type CompiledPolicy,
  type Instruction,
  type SmpHandler,
  type TrackerStatus,
  type TrustedKey,
  type InstructionRefusal,
} from '@feierabend/protocol';

import type { FakeSettings } from './fake-settings.ts';
import type { FakeSlots } from './fake-slots.ts';

interface FakeTrackerParts {
  readonly keys: readonly TrustedKey[];
  readonly bufferBytes: number;
  readonly settings: FakeSettings;
  readonly slots: FakeSlots;
}

/** The tracker group of a device that trusts the given keys. */
export class FakeTracker {
  readonly device = 'van-07';
  readonly tenant = 'acme';
  policy: Uint8Array | undefined;
  sequence = 4;
  /** What newer trackers tell beside the rest. */
  tells: Pick<TrackerStatus, 'board' | 'cnt' | 'flt'> = {};
  journalEntries = 3;
  /** A firmware that no longer finds who it is. */
  forgetsIdentity = false;
  /** Accepts every policy, and keeps one bit of it wrong. */
  corruptsPolicy = false;
  readonly instructions: Instruction[] = [];
  /** What an instruction does beside what it brings. */
  obeyed: (instruction: Instruction) => void = () => undefined;
  private incoming = new Uint8Array();
  private readonly keys: readonly TrustedKey[];
  private readonly bufferBytes: number;
  private readonly settings: FakeSettings;
  private readonly slots: FakeSlots;
  private readonly receiver = new ChunkReceiver({ bytesMax: instructionBytesMax });

  constructor(parts: FakeTrackerParts) {
    this.keys = parts.keys;
    this.bufferBytes = parts.bufferBytes;
    this.settings = parts.settings;
    this.slots = parts.slots;
  }

  get handlers(): SmpHandler[] {
    return [
      handleCommand(TrackerStatusCommand.read, () => ({
        dev: this.device,
        ten: this.tenant,
        life: 'provisioned' as const,
        fw: this.slots.states[0]?.version ?? 'none',
        mode: 'closed' as const,
        why: 'no-policy',
        clk: true,
        seq: this.sequence,
        ...(this.policy === undefined ? {} : { pol: policyDigest(this.policy) }),
        jlen: this.journalEntries,
        jhead: new Uint8Array(32).fill(7),
        que: 0,
        ...this.tells,
      })),
      handleCommand(TrackerIdentityCommand.read, () =>
        this.forgetsIdentity
          ? groupFailure(SmpGroup.tracker, TrackerError.notProvisioned)
          : {
              dev: this.device,
              ten: this.tenant,
              seal: new Uint8Array(65).fill(4),
              sign: new Uint8Array(32).fill(5),
            },
      ),
      handleCommand(PolicyRead.read, ({ off }) => {
        if (this.policy === undefined) {
          return groupFailure(SmpGroup.tracker, TrackerError.noPolicy);
        }
        const stored = { bytes: this.policy, digest: policyDigest(this.policy) };
        return policyPage(stored, off, this.bufferBytes);
      }),
      handleCommand(InstructionWrite.write, (chunk) => {
        const verdict = this.receiver.accept(chunk);
        if (verdict.kind === 'refuse') {
          return groupFailure(SmpGroup.tracker, TrackerError.tooLarge);
        }
        if (verdict.kind === 'store') {
          if (verdict.starts) this.incoming = new Uint8Array(chunk.len ?? 0);
          this.incoming.set(verdict.data, verdict.at);
          if (verdict.isDone) {
            const refusal = this.obey();
            if (refusal !== undefined) return groupFailure(SmpGroup.tracker, refusal);
          }
        }
        return verdict.isDone
          ? { off: verdict.off, seq: this.sequence, digest: instructionDigest(this.incoming) }
          : { off: verdict.off };
      }),
    ];
  }

  private policyInForce(): CompiledPolicy | undefined {
    const held = this.policy === undefined ? undefined : decodePolicy(this.policy);
    return held?.ok === true ? held.value : undefined;
  }

  private obey(): TrackerError | undefined {
    const opened = openInstruction(this.incoming, {
      tenant: this.tenant,
      device: this.device,
      keys: this.keys,
      lastSequence: this.sequence,
      currentPolicy: this.policyInForce(),
    });
    if (!opened.ok) {
      this.receiver.reset();
      return refusalErrors[opened.fault.code as InstructionRefusal];
    }
    const { instruction } = opened.value;
    this.instructions.push(instruction);
    this.sequence = instruction.sequence;
    if (instruction.kind === 'settings') this.settings.obey(instruction.body);
    this.obeyed(instruction);
    if (instruction.kind !== 'policy') return undefined;
    this.policy = instruction.body.slice();
    if (this.corruptsPolicy) this.policy[5] = (this.policy[5] ?? 0) ^ 1;
    return undefined;
  }
}
