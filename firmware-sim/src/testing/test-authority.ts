import { createPublicKey, verify } from 'node:crypto';

import { DataError } from '@feierabend/protocol';
import { p256 } from '@noble/curves/nist.js';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

const authorityKey = new Uint8Array(32).fill(9);
const ecdsaWithSha256 = new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
const authority = new Name([
  new RelativeDistinguishedName([
    new AttributeTypeAndValue({
      type: '2.5.4.3',
      value: new AttributeValue({ utf8String: 'Test CA' }),
    }),
  ]),
]);

/** Issues the certificate that a request in DER asks for; throws {@link DataError} for one that does not prove its key. */
export function certify(request: Uint8Array): Uint8Array {
  const { certificationRequestInfo, certificationRequestInfoRaw, signature } = AsnConvert.parse(
    request,
    CertificationRequest,
  );
  const { subject, subjectPKInfo } = certificationRequestInfo;
  const spki = Buffer.from(AsnConvert.serialize(subjectPKInfo));
  // OpenSSL, so that another library than the one that wrote it reads and judges the request.
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const signed = Buffer.from(certificationRequestInfoRaw ?? new ArrayBuffer());
  if (!verify('sha256', signed, key, Buffer.from(signature))) {
    throw new DataError({
      code: 'TEST_REQUEST',
      expected: 'a request that is signed with its own key',
      came: 'its signature does not fit',
      next: 'look at how the device signs',
    });
  }
  return issue(subject, subjectPKInfo);
}

/** The authority itself, as a trust anchor. */
export function anchor(): Uint8Array {
  const point = p256.getPublicKey(authorityKey, false);
  const curve = Uint8Array.from([6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);
  const algorithm = new AlgorithmIdentifier({
    algorithm: '1.2.840.10045.2.1',
    parameters: curve.buffer,
  });
  const subjectPublicKey = point.slice().buffer;
  return issue(authority, new SubjectPublicKeyInfo({ algorithm, subjectPublicKey }));
}

function issue(subject: Name, subjectPublicKeyInfo: SubjectPublicKeyInfo): Uint8Array {
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: Uint8Array.of(1).buffer,
    signature: ecdsaWithSha256,
    issuer: authority,
    validity: new Validity({
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2036-01-01T00:00:00Z'),
    }),
    subject,
    subjectPublicKeyInfo,
  });
  const signed = new Uint8Array(AsnConvert.serialize(tbsCertificate));
  const signature = p256.sign(signed, authorityKey, { format: 'der' });
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: ecdsaWithSha256,
    signatureValue: signature.slice().buffer,
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}
