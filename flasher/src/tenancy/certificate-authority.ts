// The X.509 library's dependency container needs this polyfill, and only checks that it is there.
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';

import { DataError } from '@feierabend/protocol';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** A certificate request of a device that has proven to have its key. */
export interface VerifiedRequest {
  readonly request: Pkcs10CertificateRequest;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly subject: string;
}

/** Reads a request in PEM or DER form, and checks that it is signed with its own key. */
export async function readRequest(bytes: Uint8Array, from: string): Promise<VerifiedRequest> {
  let request: Pkcs10CertificateRequest | undefined;
  try {
    const text = new TextDecoder('latin1').decode(bytes);
    request = new Pkcs10CertificateRequest(text.includes('-----BEGIN') ? text : bytes.slice());
    if (!(await request.verify())) request = undefined;
  } catch {
    request = undefined;
  }
  if (request === undefined) {
    throw new DataError({
      code: 'CERTIFICATE_REQUEST',
      expected: `${from} to give a PKCS #10 request that is signed with its own key`,
      came: 'it is something else, or the signature does not fit',
      next: 'read the request from the device again: "flasher provision csr"',
    });
  }
  const { rawData } = request.publicKey;
  return { request, publicKey: new Uint8Array(rawData), subject: request.subject };
}

export function requestPem(der: Uint8Array): string {
  return `${PemConverter.encode(der.slice().buffer, 'CERTIFICATE REQUEST')}\n`;
}

export interface Authority {
  readonly certificate: X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

/** Reads an authority from its two files; its key must be one of P-256 and not under a passphrase. */
export async function readAuthority(parts: {
  readonly certificate: Uint8Array;
  readonly key: Uint8Array;
  readonly keyFile: string;
}): Promise<Authority> {
  try {
    const pem = new TextDecoder('latin1').decode(parts.certificate);
    const certificate = new X509Certificate(pem);
    // Node reads what OpenSSL writes, in either of its two forms.
    const pkcs8 = createPrivateKey(Buffer.from(parts.key)).export({ format: 'der', type: 'pkcs8' });
    const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
    return { certificate, signingKey };
  } catch {
    // The cause stays out of the error: parsers quote their input, and this input is a secret.
    throw new DataError({
      code: 'AUTHORITY_FILE',
      expected: `a certificate, and in ${parts.keyFile} its P-256 key in PEM form`,
      came: 'one of them is something else, or under a passphrase',
      next: 'make one for tests with "flasher provision test-ca"',
    });
  }
}

export interface IssueOptions {
  readonly nowS: number;
  readonly days: number;
  readonly serialHex: string;
}

/** Issues a client certificate over the key of a request, in PEM form. */
export async function issueFor(
  { request }: VerifiedRequest,
  { certificate, signingKey }: Authority,
  { nowS, days, serialHex }: IssueOptions,
): Promise<string> {
  const issued = await X509CertificateGenerator.create({
    serialNumber: serialHex,
    subject: request.subjectName,
    issuer: certificate.subjectName,
    notBefore: new Date(nowS * 1000),
    notAfter: new Date(nowS * 1000 + days * dayMs),
    signingAlgorithm: algorithm,
    publicKey: request.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      await SubjectKeyIdentifierExtension.create(request.publicKey),
      await AuthorityKeyIdentifierExtension.create(certificate),
    ],
  });
  return `${issued.toString('pem')}\n`;
}

/** An authority for tests, that signs leaves and nothing else. */
export async function makeTestAuthority({ nowS, days, serialHex }: IssueOptions) {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialHex,
    name: [{ CN: ['Feierabend test authority'] }],
    notBefore: new Date(nowS * 1000),
    notAfter: new Date(nowS * 1000 + days * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    keyPem: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}
