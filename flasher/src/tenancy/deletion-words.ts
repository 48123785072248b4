import type { WipeBody } from '@feierabend/protocol';

/** Languages of the page for print; the file for machines has none. */
export type ProtocolLanguage = 'en' | 'de';

interface DeletionWords {
  readonly title: string;
  readonly attestation: string;
  readonly scopes: Readonly<Record<WipeBody['scope'], string>>;
  readonly consents: Readonly<Record<WipeBody['data'], string>>;
  readonly tenant: string;
  readonly device: string;
  readonly deleted: string;
  readonly before: string;
  readonly erasedAt: string;
  readonly writtenAt: string;
  readonly batches: string;
  readonly untrusted: string;
  readonly order: string;
  readonly signedBy: string;
  readonly key: string;
  readonly secondKey: string;
  readonly noSecond: string;
  readonly reason: string;
  readonly answers: string;
  readonly proof: string;
  readonly receipt: string;
  readonly verifiesWith: string;
  readonly keyFrom: string;
  readonly keyFromWhere: Readonly<Record<'device' | 'identity-file', string>>;
  readonly journal: string;
  readonly entries: string;
  readonly journalDigest: string;
  readonly journalHead: string;
  readonly signature: string;
  /** What is said in the other language where the device is asked; as it is when left out. */
  readonly said: Readonly<Record<string, string>>;
}

export const attestation =
  'Device-attested: the device itself has read its storage back and found it erased, and has signed ' +
  'that. Nobody has looked at the flash chip from outside.';

export const deletionWords: Readonly<Record<ProtocolLanguage, DeletionWords>> = {
  en: {
    title: 'Deletion protocol (Löschprotokoll)',
    attestation,
    scopes: {
      device: 'everything: reports, journal, policy, keys; the identity key last',
      reports: 'all stored reports and their sessions',
    },
    consents: {
      returned: 'the data had been returned to the controller before',
      destroy: 'the controller consents to destruction unread',
    },
    tenant: 'Controller (tenant)',
    device: 'Device',
    deleted: 'Deleted',
    before: 'Before',
    erasedAt: 'Erased at, by the clock of the device (UTC)',
    writtenAt: 'This protocol, by the clock of the computer (UTC)',
    batches: 'Stored batches erased',
    untrusted: '(time not trusted)',
    order: 'Instruction (Weisung)',
    signedBy: 'Signed by',
    key: 'Key',
    secondKey: 'Second signature, key',
    noSecond: 'none was needed',
    reason: 'Reason',
    answers: 'What the device answered afterwards',
    proof: 'Proof',
    receipt: 'Receipt, signed by the device',
    verifiesWith: 'Key it verifies with (Ed25519)',
    keyFrom: 'Where that key is from',
    keyFromWhere: {
      'identity-file': 'written down at provisioning',
      device: 'read from the device before the deletion',
    },
    journal: 'Journal, exported before',
    entries: 'entries',
    journalDigest: 'Its SHA-256',
    journalHead: 'Its head',
    signature: 'Place, date, signature',
    said: {},
  },
  de: {
    title: 'Löschprotokoll',
    attestation:
      'Vom Gerät bezeugt: Das Gerät hat seinen Speicher selbst zurückgelesen, ihn gelöscht gefunden und ' +
      'das unterschrieben. Niemand hat den Flash-Baustein von außen angesehen.',
    scopes: {
      device: 'alles: Berichte, Journal, Richtlinie, Schlüssel; der Identitätsschlüssel zuletzt',
      reports: 'alle gespeicherten Berichte und ihre Sitzungen',
    },
    consents: {
      returned: 'die Daten waren dem Verantwortlichen zuvor zurückgegeben worden',
      destroy: 'der Verantwortliche stimmt der Vernichtung ohne Kenntnisnahme zu',
    },
    tenant: 'Verantwortlicher (Mandant)',
    device: 'Gerät',
    deleted: 'Gelöscht',
    before: 'Zuvor',
    erasedAt: 'Gelöscht um, nach der Uhr des Geräts (UTC)',
    writtenAt: 'Dieses Protokoll, nach der Uhr des Rechners (UTC)',
    batches: 'Gelöschte gespeicherte Pakete',
    untrusted: '(der Uhr ist nicht zu trauen)',
    order: 'Weisung',
    signedBy: 'Unterschrieben von',
    key: 'Schlüssel',
    secondKey: 'Zweite Unterschrift, Schlüssel',
    noSecond: 'keine war nötig',
    reason: 'Grund',
    answers: 'Was das Gerät danach geantwortet hat',
    proof: 'Nachweis',
    receipt: 'Quittung, vom Gerät unterschrieben',
    verifiesWith: 'Schlüssel zur Prüfung (Ed25519)',
    keyFrom: 'Woher dieser Schlüssel stammt',
    keyFromWhere: {
      'identity-file': 'bei der Inbetriebnahme aufgeschrieben',
      device: 'vor der Löschung vom Gerät gelesen',
    },
    journal: 'Journal, zuvor ausgelesen',
    entries: 'Einträge',
    journalDigest: 'Sein SHA-256',
    journalHead: 'Sein Kopf',
    signature: 'Ort, Datum, Unterschrift',
    said: {
      'status (64/0)': 'Status (64/0)',
      'decommissioned, closed, no policy in force, no stored batch':
        'außer Dienst, geschlossen, keine Richtlinie in Kraft, kein gespeichertes Paket',
      'provisioned: the device stays in use': 'in Betrieb: das Gerät bleibt im Einsatz',
      'the same as before': 'dieselben wie zuvor',
      'policy (64/3)': 'Richtlinie (64/3)',
      'the device has none: NO_POLICY': 'das Gerät hat keine: NO_POLICY',
      'identity and public keys (64/1)': 'Identität und öffentliche Schlüssel (64/1)',
      'time challenge (64/4)': 'Zeitabgleich (64/4)',
      'the device has none: DECOMMISSIONED': 'das Gerät hat keine: DECOMMISSIONED',
      'an instruction (64/2)': 'eine Weisung (64/2)',
      'it takes none: DECOMMISSIONED': 'es nimmt keine an: DECOMMISSIONED',
    },
  },
};
