import { accessRules, type AccessRules } from '@feierabend/firmware-sim/broker/access-rules';
import type { BrokenBroker } from '@feierabend/firmware-sim/broker/embedded-broker';

/** Defects of the broker instead of the firmware: what the suites say of a customer's broker has to be seen by them, too. */
export const brokerDefects = {
  'broker-reads': 'the broker lets everybody subscribe to everything, and delivers it',
  'broker-writes': 'the broker takes messages for every topic from everybody',
  'broker-retains': 'the broker keeps messages for whoever comes later',
  'broker-names': 'the broker lets every client call itself as it likes',
  'broker-any-ca': 'the broker lets in certificates of an authority that it does not know',
  'broker-no-date': 'the broker lets in certificates that have expired',
} as const;
export type BrokerDefect = keyof typeof brokerDefects;

export function isBrokerDefect(name: string): name is BrokerDefect {
  return Object.hasOwn(brokerDefects, name);
}

const allowed = (): undefined => undefined;

function without(...rules: readonly (keyof AccessRules)[]): BrokenBroker {
  const gone = Object.fromEntries(rules.map((rule) => [rule, allowed]));
  return { rules: { ...accessRules, ...gone } };
}

/** What to start in place of the bench's broker. */
export const brokenBrokers: Readonly<Record<BrokerDefect, BrokenBroker>> = {
  'broker-reads': without('refuseSubscribe', 'refuseDelivery'),
  'broker-writes': without('refusePublish'),
  'broker-retains': {
    rules: {
      ...accessRules,
      refusePublish: (identity, request) =>
        accessRules.refusePublish(identity, { ...request, retain: false }),
    },
  },
  'broker-names': without('refuseConnect'),
  'broker-any-ca': { overlooks: (reason) => /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/u.test(reason) },
  'broker-no-date': { overlooks: (reason) => reason.includes('CERT_HAS_EXPIRED') },
};
