import {
  arrayOf,
  bstr,
  cborMap,
  decodePolicy,
  equalBytes,
  instructionBytesMax,
  openInstruction,
  optional,
  policyDigest,
  toHex,
  type CompiledPolicy,
} from '@feierabend/protocol';

import { earlierMax, earlierUnder, shortDigestBytes } from '../gates/earlier-policy.ts';
import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';
import { contextOf, type Trust } from './trust.ts';

export interface ActivePolicy {
  readonly policy: CompiledPolicy;
  /** The compiled form, byte for byte as it was signed. */
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  /** Of the instruction that brought it. */
  readonly sequence: number;
  /** First bytes of the digests of policies before it, newest first: see {@link earlierUnder}. */
  readonly earlier: readonly Uint8Array[];
}

export interface PolicyRam {
  readonly full: ActivePolicy | undefined;
  readonly active: ActivePolicy | undefined;
}

const none: readonly Uint8Array[] = [];

/** How a stored instruction is judged, and how the policy in it is read. */
interface PolicyReading {
  readonly openInstruction: typeof openInstruction;
  readonly decodePolicy: typeof decodePolicy;
}

const instruction = (doc: string) => bstr(doc, { max: instructionBytesMax });

/** The ratchet over restarts: what one signature brought counts only over what two have. */
const StoredPolicy = cborMap('StoredPolicy', {
  full: instruction('the last policy instruction with two signatures'),
  tighter: optional(instruction('the last one since then, with one signature')),
  earlier: optional(
    arrayOf(
      bstr('first bytes of a digest', { length: shortDigestBytes }),
      'policies before it whose places may go out under this one',
      { itemsMax: earlierMax },
    ),
  ),
});
type StoredPolicy = Parameters<typeof StoredPolicy.encode>[0];

/**
 * Holds the signed instructions that brought the policy in force.
 *
 * **Invariant:** what is stored is the instructions themselves, and their signatures and rights are judged again at every
 * boot: flash contents alone cannot open the gate.
 */
export class PolicyStore {
  readonly #cell: LatestCell;
  readonly #trust: () => Trust;
  readonly #reading: PolicyReading;
  #full: ActivePolicy | undefined;
  #active: ActivePolicy | undefined;

  /** `trust` has the keys of stored instructions, those that were revoked since then included. */
  constructor(
    flash: Flash,
    trust: () => Trust,
    reading: PolicyReading & { readonly ram?: PolicyRam | undefined } = {
      openInstruction,
      decodePolicy,
    },
  ) {
    this.#cell = new LatestCell(flash, flashMap.policy);
    this.#trust = trust;
    this.#reading = reading;
    const { ram } = reading;
    if (ram !== undefined) {
      this.#full = ram.full;
      this.#active = ram.active;
      return;
    }
    const stored = this.#read();
    this.#full = stored && this.#open(stored.full, undefined);
    const tighter = stored?.tighter;
    const active = tighter && this.#full ? this.#open(tighter, this.#full) : this.#full;
    const { earlier = none } = stored ?? {};
    this.#active = active && earlier.length > 0 ? { ...active, earlier } : active;
  }

  /** Undefined where not all of it stands in flash, because that did not take it. */
  get ram(): PolicyRam | undefined {
    return this.#cell.failures > 0 ? undefined : { full: this.#full, active: this.#active };
  }

  get active(): ActivePolicy | undefined {
    return this.#active;
  }

  /** Sequence number of the instruction in the store; 0 when there is none. */
  get sequence(): number {
    return this.#active?.sequence ?? 0;
  }

  /** Replaces the policy by the one in an instruction that was already checked; false when it could not be stored. */
  replace(bytes: Uint8Array): boolean {
    const alone = this.#open(bytes, undefined);
    const stored = alone === undefined ? this.#over(bytes) : { full: bytes };
    const next = alone ?? (this.#full && this.#open(bytes, this.#full));
    if (stored === undefined || next === undefined) return false;
    const earlier = this.#earlierUnder(next);
    if (!this.#cell.write(StoredPolicy.encode({ ...stored, earlier }))) return false;
    this.#active = { ...next, earlier };
    if (alone !== undefined) this.#full = this.#active;
    return true;
  }

  #earlierUnder(next: ActivePolicy): readonly Uint8Array[] {
    const last = this.#active;
    if (last === undefined) return none;
    return equalBytes(last.digest, next.digest) ? last.earlier : earlierUnder(next.policy, last);
  }

  #read(): StoredPolicy | undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredPolicy.decode(bytes);
    return stored?.ok === true ? stored.value : undefined;
  }

  #over(tighter: Uint8Array): StoredPolicy | undefined {
    const stored = this.#read();
    return stored === undefined ? undefined : { full: stored.full, tighter };
  }

  /** Without a policy that it tightens, an instruction needs two signatures. */
  #open(bytes: Uint8Array, under: ActivePolicy | undefined): ActivePolicy | undefined {
    const lastSequence = under?.sequence ?? 0;
    const known = { lastSequence, currentPolicy: under?.policy, isStored: true };
    const opened = this.#reading.openInstruction(bytes, contextOf(this.#trust(), known));
    if (!opened.ok || opened.value.instruction.kind !== 'policy') return undefined;
    const { body, sequence } = opened.value.instruction;
    const decoded = decodedPolicy(body, this.#reading.decodePolicy);
    if (decoded === undefined) return undefined;
    const { policy, bytes: compiled, digest } = decoded;
    return { policy, bytes: compiled, digest, sequence, earlier: none };
  }
}

type Decoded = Omit<ActivePolicy, 'sequence' | 'earlier'>;

const decodedMax = 64;
/** By digest in hexadecimal: thousands of devices in one process have the same policy, which nobody changes. */
const decodedBy = new WeakMap<typeof decodePolicy, Map<string, Decoded>>();

function decodedPolicy(body: Uint8Array, decode: typeof decodePolicy): Decoded | undefined {
  const known = decodedBy.get(decode) ?? new Map<string, Decoded>();
  decodedBy.set(decode, known);
  const digest = policyDigest(body);
  const name = toHex(digest);
  const same = known.get(name);
  if (same !== undefined) return same;
  const policy = decode(body);
  if (!policy.ok) return undefined;
  const decoded = { policy: policy.value, bytes: body, digest };
  if (known.size >= decodedMax) known.clear();
  known.set(name, decoded);
  return decoded;
}
