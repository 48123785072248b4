import { createSecureContext, type SecureContext } from 'node:tls';

import { UsageError } from '@feierabend/protocol';

import { loadTlsContext, TLS_PROFILE, type TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';

/** What is behind a context of Node; not documented, so it is looked for and not relied on. */
interface NativeContext {
  setCert?(pem: string): void;
  setKey?(pem: string, passphrase: undefined): void;
}

const oneCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*/gu;

/**
 * TLS contexts for devices with a certificate each. A context is the dearest part of a connection (20 KiB, and half of the time
 * to connect), and OpenSSL copies certificate and key out of it when a socket is made. So the devices that trust the same
 * authority share one, which is given the certificate of a device right before its socket is made. The socket has to be made
 * before the next call.
 *
 * A device that shows further certificates beside its own, which stay in the context, has one of its own.
 */
export class DeviceContexts {
  /** By the authority. */
  readonly #shared = new Map<string, SecureContext>();
  readonly #nameless = new Map<string, SecureContext>();

  /**
   * For a session that is taken up again: the broker knows who that is and asks for no certificate, and loading one is most of
   * what such a handshake costs.
   */
  nameless(caPem: string): SecureContext {
    let context = this.#nameless.get(caPem);
    if (context === undefined) {
      context = createSecureContext({ ca: caPem, ...TLS_PROFILE });
      this.#nameless.set(caPem, context);
    }
    return context;
  }

  /** @throws UsageError `MQTT_CREDENTIALS` */
  of(identity: TlsIdentity): SecureContext {
    const { caPem, certPem, keyPem } = identity;
    const [own, ...issuers] = certPem.match(oneCertificate) ?? [];
    // A broker has the authority itself: it need not be shown.
    const isAlone = issuers.every((pem) => caPem.includes(pem.trim()));
    const known = this.#shared.get(caPem);
    const native = known?.context as NativeContext | undefined;
    if (own === undefined || !isAlone) return loadTlsContext(identity);
    if (known === undefined || native?.setCert === undefined || native.setKey === undefined) {
      const made = loadTlsContext({ ...identity, certPem: own });
      this.#shared.set(caPem, made);
      return made;
    }
    try {
      native.setCert(own);
      native.setKey(keyPem, undefined);
    } catch (cause) {
      // Nobody else gets what is left in it.
      this.#shared.delete(caPem);
      throw new UsageError({
        code: 'MQTT_CREDENTIALS',
        expected: 'a client certificate and its private key in PEM',
        came: 'they could not be loaded or do not belong together',
        next: 'check the two for the identity of this device',
        cause,
      });
    }
    return known;
  }
}
