import { UsageError } from '../../errors.ts';
import { brokenPolicyRule } from '../policy-rules.ts';
import type { CompiledPolicy, PolicyRecipient } from '../policy.ts';
import type { PolicySource } from './policy-source.ts';
import { zoneDataFingerprint } from './zone-data.ts';
import { startOfDayS, zoneOffsets } from './zone.ts';

export interface CompileOptions {
  /**
   * An address book: keys for the recipients that the file names without one. Names the file does
   * not have are ignored.
   */
  readonly recipients?: readonly PolicyRecipient[];
  /**
   * Version of this machine's time zone data, such as Node's `process.versions.tz`. Without one a
   * fingerprint of the data stands in for it.
   */
  readonly zoneData?: string | undefined;
}

/**
 * Resolves zone and dates, so that a device needs neither. Dates are whole local days: the policy
 * holds from the beginning of `from` to the end of `until`. Exceptions outside of that have no
 * effect and are left out.
 *
 * Throws {@link UsageError} `POLICY_RECIPIENT` when a recipient has no key.
 */
export function compilePolicy(source: PolicySource, options: CompileOptions = {}): CompiledPolicy {
  const { timeZone, valid } = source;
  const validFromS = startOfDayS(valid.fromDay, timeZone);
  const validUntilS = startOfDayS(valid.untilDay + 1, timeZone);
  const policy: CompiledPolicy = {
    version: 1,
    purpose: source.purpose,
    timeZone,
    validFromS,
    validUntilS,
    reviewS: valid.reviewDay === undefined ? validUntilS : startOfDayS(valid.reviewDay, timeZone),
    offsets: zoneOffsets(timeZone, validFromS, validUntilS),
    week: source.week,
    exceptions: source.exceptions.filter(({ dayNumber }) => isInside(dayNumber, valid)),
    intervals: source.intervals,
    precisionM: source.precisionM,
    fields: source.fields,
    retentionS: source.retentionS,
    outside: source.outside,
    heartbeatS: source.heartbeatS,
    recipients: withKeys(source, options.recipients ?? []),
    ...(source.carriedBy === undefined ? {} : { carriedBy: source.carriedBy }),
    ...(source.privateSwitch === undefined ? {} : { privateSwitch: source.privateSwitch }),
    ...(source.theftRecovery === undefined ? {} : { theftRecovery: source.theftRecovery }),
    ...(source.sos === undefined ? {} : { sos: source.sos }),
    zoneData: options.zoneData ?? zoneDataFingerprint(),
  };
  const broken = brokenPolicyRule(policy);
  if (broken === undefined) return policy;
  throw new UsageError({
    code: 'POLICY_INVALID',
    expected: broken,
    came: 'the policy has none',
    next: 'read the policy from its file again',
  });
}

/** Whether a local date belongs to the validity. */
export function isInside(dayNumber: number, valid: PolicySource['valid']): boolean {
  return dayNumber >= valid.fromDay && dayNumber <= valid.untilDay;
}

function withKeys(
  source: PolicySource,
  book: readonly PolicyRecipient[],
): readonly PolicyRecipient[] {
  return source.recipients.map(({ name, publicKey }) => {
    const key = publicKey ?? book.find((entry) => entry.name === name)?.publicKey;
    if (key !== undefined) return { name, publicKey: key };
    throw new UsageError({
      code: 'POLICY_RECIPIENT',
      expected: `a public key for the recipient ${name}`,
      came: 'neither the policy file nor the address book has one',
      next: 'add "key:" to the recipient in the policy file',
    });
  });
}
