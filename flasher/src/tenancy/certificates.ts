import { X509Certificate } from 'node:crypto';

import { DataError } from '@feierabend/protocol';

/** Reads certificates in PEM form, one after the other, or a single one in DER form. */
export function readCertificates(bytes: Uint8Array, path: string): readonly X509Certificate[] {
  const text = new TextDecoder('latin1').decode(bytes);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu);
  try {
    return (blocks ?? [bytes]).map((one) => new X509Certificate(one));
  } catch {
    // The parser quotes its input, and somebody may have named the file of a private key.
    throw new DataError({
      code: 'CERTIFICATE_FILE',
      expected: `${path} to hold X.509 certificates in PEM form`,
      came: 'it holds something else',
      next: 'name the file that the authority gave you',
    });
  }
}

export interface CertificateNames {
  readonly tenant: string;
  readonly device: string;
}

/** Common name and organisation: whose device it is. Undefined where one of them is missing. */
export function namesIn({ subject }: X509Certificate): CertificateNames | undefined {
  const of = (key: string) => new RegExp(`^${key}=(.+)$`, 'mu').exec(subject)?.[1];
  const [device, tenant] = [of('CN'), of('O')];
  return device === undefined || tenant === undefined ? undefined : { tenant, device };
}

/** What is wrong with a chain as of a time; undefined when each is issued by the next, and valid. */
export function brokenChain(chain: readonly X509Certificate[], nowS: number): string | undefined {
  for (const [index, certificate] of chain.entries()) {
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    const name = certificate.subject.replaceAll('\n', ', ');
    if (nowS * 1000 < from) return `${name} is not valid before ${certificate.validFrom}`;
    if (nowS * 1000 > to) return `${name} has expired on ${certificate.validTo}`;
    const issuer = chain[index + 1];
    if (issuer === undefined) continue;
    if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) {
      return `${name} is not issued by the next one in the file`;
    }
  }
  return undefined;
}

/** The public key as SubjectPublicKeyInfo, for comparing. */
export function keyOf(certificate: X509Certificate): Uint8Array {
  return new Uint8Array(certificate.publicKey.export({ format: 'der', type: 'spki' }));
}

export function derOf(certificate: X509Certificate): Uint8Array {
  return new Uint8Array(certificate.raw);
}
