import { UsageError } from '@feierabend/protocol';

import { authorityFiles, createAuthority, issueLeaf, readAuthority } from './certificate.ts';
import type { Authority, Validity } from './certificate.ts';
import type { Credentials } from './credentials.ts';
import { NAME_RULE, isName } from '../broker/identity.ts';
import type { Role } from '../broker/identity.ts';

export interface TestPkiOptions {
  /**
   * Unix milliseconds. Real TLS compares with the host's date, so give that clock unless a test
   * wants it otherwise.
   */
  readonly now: () => number;
  /** Stands in the CA's subject and in nothing else. */
  readonly name?: string;
  /** How long certificates are valid from now on; 2 days when not given. */
  readonly validityMs?: number;
  /** A CA of before, from {@link TestPki.authority}. */
  readonly authority?: Credentials;
}

export interface ClientName {
  readonly tenant: string;
  readonly name: string;
}

const HOUR_MS = 3_600_000;

/** Machines disagree about the time by minutes; a certificate made now is accepted everywhere. */
const CLOCK_SKEW_MS = HOUR_MS;

/**
 * A certificate authority that lives as long as a run: one CA, one server certificate for loopback,
 * and one certificate for each device and controller. Its private key leaves the object only for a board that is provisioned
 * through files.
 */
export class TestPki {
  readonly caPem: string;
  /** For 127.0.0.1, ::1 and localhost. */
  readonly server: Credentials;
  readonly #authority: Authority;
  readonly #options: TestPkiOptions;

  private constructor(options: TestPkiOptions, authority: Authority, server: Credentials) {
    this.#options = options;
    this.#authority = authority;
    this.caPem = authority.certificate.toString('pem');
    this.server = server;
  }

  static async create(options: TestPkiOptions): Promise<TestPki> {
    const validity = validityFrom(options);
    const { name = 'Feierabend bench CA', authority: kept } = options;
    const authority = await (kept === undefined
      ? createAuthority(name, validity)
      : readAuthority(kept));
    const server = await issueLeaf(authority, {
      subject: [{ CN: ['localhost'] }],
      purpose: 'server',
      validity,
      dnsNames: ['localhost'],
      addresses: ['127.0.0.1', '::1'],
    });
    return new TestPki(options, authority, server);
  }

  /** CA certificate and its private key: what `flasher provision run` takes. */
  authority(): Promise<Credentials> {
    return authorityFiles(this.#authority);
  }

  /** Subject `CN=<device>, O=<tenant>, OU=device`. */
  issueDevice(tenant: string, device: string, validity?: Validity): Promise<Credentials> {
    return this.#issueClient({ tenant, name: device }, 'device', validity);
  }

  /** Subject `CN=<name>, O=<tenant>, OU=controller`. */
  issueController(tenant: string, name: string, validity?: Validity): Promise<Credentials> {
    return this.#issueClient({ tenant, name }, 'controller', validity);
  }

  /** A server certificate for another host, or out of date: what a client has to refuse. */
  issueServer(dnsNames: readonly string[], validity?: Validity): Promise<Credentials> {
    return issueLeaf(this.#authority, {
      subject: [{ CN: [dnsNames[0] ?? 'nobody'] }],
      purpose: 'server',
      validity: validity ?? validityFrom(this.#options),
      dnsNames,
    });
  }

  #issueClient(client: ClientName, role: Role, validity?: Validity): Promise<Credentials> {
    checkName(client.tenant);
    checkName(client.name);
    return issueLeaf(this.#authority, {
      subject: [{ CN: [client.name] }, { O: [client.tenant] }, { OU: [role] }],
      purpose: 'client',
      validity: validity ?? validityFrom(this.#options),
    });
  }
}

/** The validity of a certificate that was good once and is not any more. */
export function expiredValidity(now: number): Validity {
  return { notBefore: new Date(now - 48 * HOUR_MS), notAfter: new Date(now - 24 * HOUR_MS) };
}

function validityFrom(options: TestPkiOptions): Validity {
  const now = options.now();
  return {
    notBefore: new Date(now - CLOCK_SKEW_MS),
    notAfter: new Date(now + (options.validityMs ?? 48 * HOUR_MS)),
  };
}

function checkName(name: string): void {
  if (isName(name)) return;
  throw new UsageError({
    code: 'PKI_NAME',
    expected: NAME_RULE,
    came: `the name is ${JSON.stringify(name)}`,
    next: 'choose another name; it becomes a level of the MQTT topic',
  });
}
