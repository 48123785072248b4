import { noBrokers } from '../../adapters/mqtt/mqtt-session.ts';
import type { TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';
import { brokersOf } from '../../adapters/mqtt/provisioned-brokers.ts';
import type { LinkCredentials } from '../../core/ports.ts';

/** Which device it is, and where it connects. */
export interface LeanIdentity {
  /** As in the certificate's subject: O and CN. */
  readonly tenant: string;
  readonly device: string;
  /** `mqtts://host:port`, in the order of preference. */
  readonly brokers: readonly string[];
  /** Asked for each connection, so that nobody need keep it. Not asked for a broker without TLS. */
  readonly tls: () => TlsIdentity;
}

/**
 * What a device was provisioned with.
 *
 * @throws UsageError `MQTT_CREDENTIALS`, `MQTT_BROKERS`
 */
export function provisionedIdentity(credentials: LinkCredentials): LeanIdentity {
  const { tenant, device, brokers } = credentials;
  const tls = () => {
    const [first] = brokersOf(credentials).brokers;
    if (first === undefined) throw noBrokers();
    return first;
  };
  return { tenant, device, brokers, tls };
}
