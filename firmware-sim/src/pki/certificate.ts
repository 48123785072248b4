// The X.509 library's dependency container needs this polyfill, and only checks that it is there.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';

import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Extension, JsonName } from '@peculiar/x509';

import type { Credentials } from './credentials.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A CA that can sign. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

/** A leaf is one thing only: a certificate of a client can not be shown as one of a server. */
type LeafPurpose = 'server' | 'client';

export interface LeafRequest {
  readonly subject: JsonName;
  readonly purpose: LeafPurpose;
  readonly validity: Validity;
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly string[];
}

/** A self-signed EC P-256 CA that may sign leaves, but no further CA. */
export async function createAuthority(name: string, validity: Validity): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    ...validity,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, signingKey: keys.privateKey };
}

/** The same CA from its files. */
export async function readAuthority({ certPem, keyPem }: Credentials): Promise<Authority> {
  const pkcs8 = PemConverter.decodeFirst(keyPem);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']);
  return { certificate: new X509Certificate(certPem), signingKey };
}

/** What {@link readAuthority} reads. */
export async function authorityFiles(authority: Authority): Promise<Credentials> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', authority.signingKey);
  return {
    certPem: authority.certificate.toString('pem'),
    keyPem: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

/** Issues a leaf certificate over a fresh P-256 key. */
export async function issueLeaf(authority: Authority, request: LeafRequest): Promise<Credentials> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: request.subject,
    issuer: authority.certificate.subjectName,
    ...request.validity,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.signingKey,
    extensions: await leafExtensions(authority, request, keys.publicKey),
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certPem: certificate.toString('pem'),
    keyPem: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

async function leafExtensions(
  authority: Authority,
  request: LeafRequest,
  publicKey: webcrypto.CryptoKey,
): Promise<Extension[]> {
  const usage =
    request.purpose === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: 'dns', value }) as const),
    ...(request.addresses ?? []).map((value) => ({ type: 'ip', value }) as const),
  ];
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([usage]),
    await SubjectKeyIdentifierExtension.create(publicKey),
    await AuthorityKeyIdentifierExtension.create(authority.certificate),
    ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
  ];
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
