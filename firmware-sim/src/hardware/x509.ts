import { CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';

import type { CertificateForms } from '../core/ports.ts';

/** RFC 5480 and RFC 5758; attribute types of X.520. */
const oid = {
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
} as const;
/** The curve's name, 1.2.840.10045.3.1.7, in DER. */
const p256Der = Uint8Array.from([6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);

/** X.509 and PKCS #10 as bytes; keys stay with whoever signs. */
export const x509: CertificateForms = {
  request({ tenant, device }, { publicKey, sign }) {
    const certificationRequestInfo = new CertificationRequestInfo({
      subject: new Name([
        attribute(oid.commonName, device),
        attribute(oid.organization, tenant),
        attribute(oid.organizationalUnit, 'device'),
      ]),
      subjectPKInfo: new SubjectPublicKeyInfo({
        algorithm: new AlgorithmIdentifier({
          algorithm: oid.ecPublicKey,
          parameters: p256Der.slice().buffer,
        }),
        subjectPublicKey: publicKey.slice().buffer,
      }),
    });
    const signature = sign(new Uint8Array(AsnConvert.serialize(certificationRequestInfo)));
    const request = new CertificationRequest({
      certificationRequestInfo,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: oid.ecdsaWithSha256 }),
      signature: signature.slice().buffer,
    });
    return new Uint8Array(AsnConvert.serialize(request));
  },

  publicKeyOf(certificate) {
    try {
      const { tbsCertificate } = AsnConvert.parse(certificate, Certificate);
      return new Uint8Array(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey);
    } catch {
      // The parser throws errors of its own kinds for whatever is not a certificate.
      return undefined;
    }
  },
};

function attribute(type: string, utf8String: string): RelativeDistinguishedName {
  const value = new AttributeValue({ utf8String });
  return new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })]);
}
