import { equalBytes, type CompiledPolicy, type PolicyRecipient } from '@feierabend/protocol';

import type { ActivePolicy } from '../orders/policy-store.ts';

/** First bytes of a digest, as they lie beside a stored frame. */
export const shortDigestBytes = 8;

/** So many policies are remembered; what waits from before them counts as forbidden. */
export const earlierMax = 32;

/**
 * Under which earlier policies places may have been taken that the next one lets pass as they are: nothing in them is finer,
 * no field more, and nobody else can open them. Sound over any number of policies, because that is a partial order.
 */
export function earlierUnder(
  next: CompiledPolicy,
  { policy, digest, earlier }: Pick<ActivePolicy, 'policy' | 'digest' | 'earlier'>,
): readonly Uint8Array[] {
  if (!letsPass(next, policy)) return [];
  return [digest.slice(0, shortDigestBytes), ...earlier].slice(0, earlierMax);
}

/** Whether two digests, whole or only their first bytes, are of the same policy. */
export function isSamePolicy(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < shortDigestBytes; i += 1) if (one[i] !== other[i]) return false;
  return true;
}

/** Whether places as they were taken under that policy are what the one in force allows. */
export function isAllowedAsTaken(inForce: ActivePolicy, digest: Uint8Array): boolean {
  return (
    isSamePolicy(inForce.digest, digest) || inForce.earlier.some((one) => isSamePolicy(one, digest))
  );
}

function letsPass(next: CompiledPolicy, old: CompiledPolicy): boolean {
  const isReader = ({ publicKey }: PolicyRecipient) =>
    next.recipients.some((one) => equalBytes(one.publicKey, publicKey));
  return (
    next.precisionM <= old.precisionM &&
    (next.fields.altitude || !old.fields.altitude) &&
    (next.fields.speed || !old.fields.speed) &&
    (next.fields.course || !old.fields.course) &&
    old.recipients.every(isReader)
  );
}
