import { arrayOf, at, bstr, text } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { bodyKind, never } from './body-kind.ts';

export const ConfirmUnlawfulBodyMap = cborMap(
  'ConfirmUnlawfulBody',
  {
    rules: at(1, arrayOf(text('code of a rule', { max: 64 }), 'which warned', { itemsMax: 16 })),
    subject: at(2, bstr('SHA-256 of the body they warned about', { length: 32 })),
  },
  { keys: 'integer', closed: true },
);
export type ConfirmUnlawfulBody = Parameters<typeof ConfirmUnlawfulBodyMap.encode>[0];

/**
 * `confirm-unlawful`: the tools suspend an instruction that looks unlawful (GDPR article 28(3)), and
 * only the controller's own signature, with a reason, ends the suspension. It opens nothing by
 * itself: the instruction it is about needs the signatures that it always needs.
 */
export const confirmUnlawfulBody = bodyKind(ConfirmUnlawfulBodyMap, {
  needsSecond: never,
  broken({ rules }) {
    if (rules.length === 0) return 'at least one rule';
    if (!rules.every((rule) => /^[A-Z][A-Z0-9_]{2,63}$/u.test(rule))) {
      return 'rules by their codes, in capitals, digits and underscores';
    }
    return new Set(rules).size === rules.length ? undefined : 'every rule once';
  },
});
