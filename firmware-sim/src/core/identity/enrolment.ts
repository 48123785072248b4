import {
  changeKeys,
  decodeInstructionBody,
  equalBytes,
  ProvisioningRecord,
  toHex,
  TrackerError,
  type KeyRing,
} from '@feierabend/protocol';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';

import type { CertificateForms, Flash, Random } from '../ports.ts';
import { CredentialStore } from './credential-store.ts';
import { IdentityStore, type DeviceIdentity, type DeviceNames } from './identity.ts';
import { KeyStore } from './key-store.ts';

export interface EnrolmentParts {
  readonly flash: Flash;
  readonly random: Random;
  readonly certificates: CertificateForms;
  readonly done?: DeviceNames | undefined;
}

/** What a tenant and a device may be called: half of an MQTT topic, and the subject of a certificate. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;
/** Host and port, without user, password or path. */
const brokerPattern = /^mqtts:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?\/?$/iu;

/**
 * How a blank device becomes a tenant's.
 *
 * **Invariant:** keys, certificate and brokers are stored before the identity says that the device is provisioned; that is one
 * operation, and without it everything else counts for nothing. The private keys leave through no door.
 */
export class Enrolment {
  readonly #parts: EnrolmentParts;
  readonly #identities: IdentityStore;
  #done: DeviceNames | undefined;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
    this.#identities = new IdentityStore(parts.flash);
    this.#done = parts.done;
  }

  /** Whose the device has become since the last boot. */
  get done(): DeviceNames | undefined {
    return this.#done;
  }

  /** The digest of the record that made the device a tenant's, in hexadecimal; undefined when the factory did. */
  get record(): string | undefined {
    const credentials = new CredentialStore(this.#parts.flash).read();
    return credentials && toHex(credentials.digest);
  }

  /** The request for a certificate, in DER; or the code why there is none. Keys are made for new names only. */
  request(names: DeviceNames): Uint8Array | TrackerError {
    if (!namePattern.test(names.tenant) || !namePattern.test(names.device)) {
      return TrackerError.malformed;
    }
    const tls = this.#draftOf(names)?.tls;
    if (tls === undefined) return TrackerError.storage;
    const sign = (bytes: Uint8Array) => p256.sign(bytes, tls.privateKey, { format: 'der' });
    return this.#parts.certificates.request(names, { publicKey: tls.publicKey, sign });
  }

  /** Checks a provisioning record and stores it; the code why not, or undefined. */
  accept(bytes: Uint8Array): TrackerError | undefined {
    const record = ProvisioningRecord.decode(bytes);
    if (!record.ok) return TrackerError.malformed;
    const { ten, dev, keys, ...network } = record.value;
    const draft = this.#identities.draft();
    if (draft === undefined) return TrackerError.wrongCertificate;
    if (draft.tenant !== ten) return TrackerError.wrongTenant;
    if (draft.device !== dev) return TrackerError.wrongDevice;
    const ring = ringOf(keys);
    if (ring === undefined || !this.#isNetwork(network)) return TrackerError.malformed;
    const own = this.#parts.certificates.publicKeyOf(network.cert[0] ?? new Uint8Array());
    if (own === undefined || !equalBytes(own, draft.tls.publicKey))
      return TrackerError.wrongCertificate;
    const { flash } = this.#parts;
    const isStored =
      new CredentialStore(flash).write({ ...network, digest: sha256(bytes) }) &&
      new KeyStore(flash).begin(ring.keys, ring.revoked) &&
      this.#identities.complete();
    if (!isStored) return TrackerError.storage;
    this.#done = { tenant: ten, device: dev };
    return undefined;
  }

  #draftOf(names: DeviceNames): DeviceIdentity | undefined {
    const known = this.#identities.draft();
    if (known?.tenant === names.tenant && known.device === names.device) return known;
    return this.#identities.create(names, this.#parts.random)
      ? this.#identities.draft()
      : undefined;
  }

  #isNetwork({ cert, anchors, brokers }: Pick<ProvisioningRecord, 'cert' | 'anchors' | 'brokers'>) {
    const { certificates } = this.#parts;
    const isWhole = cert.length > 0 && anchors.length > 0 && brokers.length > 0;
    const areBrokers = brokers.every(({ url }) => brokerPattern.test(url));
    // The first one has an answer of its own.
    const others = [...cert.slice(1), ...anchors];
    return isWhole && areBrokers && others.every((one) => certificates.publicKeyOf(one));
  }
}

function ringOf(keys: Uint8Array): KeyRing | undefined {
  const body = decodeInstructionBody('key-change', keys);
  const ring = body.ok ? changeKeys({ keys: [], revoked: [] }, body.value) : body;
  return ring.ok ? ring.value : undefined;
}
