import type { ClauseRow } from './clause-row.ts';

/** TOM: technical and organisational measures (Art. 32 GDPR) for the tracking of vehicles and assets of a company. */
export const tomClauses: readonly ClauseRow[] = [
  {
    keys: ['TOM-1'],
    says: {
      en: 'confidentiality, integrity and availability of positions and movements',
      de: 'Vertraulichkeit, Integrität und Verfügbarkeit von Positions- und Bewegungsdaten',
    },
    does: {
      en: 'the sum of the rows below',
      de: 'die Summe der Zeilen darunter',
    },
    kind: 'sum',
  },
  {
    keys: ['TOM-2', 'AVV-7'],
    says: {
      en: 'data centres in the EU and the EEA only',
      de: 'Rechenzentren nur in EU und EWR',
    },
    does: {
      en: "a device connects to no broker but those on the controller's list; each names its region, and is known by a pinned authority",
      de: 'ein Gerät verbindet sich nur mit Brokern aus der Liste des Verantwortlichen; jeder nennt seine Region und weist sich mit einer festgelegten Zertifizierungsstelle aus',
    },
    untried: {
      en: 'that a device goes to no broker beside its list, and the regions of the list; an impostor in the place of its broker is tried',
      de: 'dass ein Gerät keinen Broker außerhalb seiner Liste anspricht, und die Regionen der Liste; geprüft wird ein falscher Broker an der Stelle des richtigen',
    },
  },
  {
    keys: ['TOM-3'],
    says: {
      en: 'personal accounts, strong authentication, none shared, withdrawn in time',
      de: 'personalisierte Konten, starke Authentifizierung, keine Sammelkonten, rechtzeitiger Entzug',
    },
    does: {
      en: 'one certificate per device; one signing key per person, with name and expiry; expired, shared and revoked keys are refused by the device',
      de: 'ein Zertifikat je Gerät; ein Schlüssel je Person, mit Namen und Ablauf; abgelaufene, geteilte und gesperrte Schlüssel weist das Gerät ab',
    },
  },
  {
    keys: ['TOM-4'],
    says: {
      en: 'roles by need to know; administrative access is logged',
      de: 'Rollen nach dem Need-to-know-Prinzip; administrative Zugriffe werden protokolliert',
    },
    does: {
      en: 'rights on signed instructions, checked by the device itself; each accepted or refused one stands in its journal',
      de: 'Rechte an signierten Weisungen, geprüft vom Gerät selbst; jede angenommene und jede abgewiesene steht in seinem Journal',
    },
  },
  {
    keys: ['TOM-5'],
    says: {
      en: 'purposes of objects only; no control of performance; no permanent or gapless tracking; outside working time only where configured',
      de: 'nur objektbezogene Zwecke; keine Leistungskontrolle; keine permanente oder lückenlose Überwachung; außerhalb der Arbeitszeit nur, wenn so eingestellt',
    },
    does: {
      en: 'a policy names its purpose, which limits the fields; windows with breaks and holidays; floors on the interval; coarse places; withheld instead of a position outside',
      de: 'eine Richtlinie nennt ihren Zweck, der die Felder begrenzt; Zeitfenster mit Pausen und Feiertagen; Mindestabstände; grobe Orte; außerhalb „zurückgehalten“ statt einer Position',
    },
  },
  {
    keys: ['TOM-6'],
    says: {
      en: 'no unauthorised disclosure, export or copy; encrypted transmission',
      de: 'keine unbefugte Weitergabe, kein unbefugter Export, keine Kopie; verschlüsselte Übertragung',
    },
    does: {
      en: "TLS to a verified broker; reports sealed to the controller's key; every channel searched for positions that must not be there",
      de: 'TLS zu einem geprüften Broker; Berichte versiegelt für den Schlüssel des Verantwortlichen; jeder Kanal nach Positionen durchsucht, die dort nicht sein dürfen',
    },
  },
  {
    keys: ['TOM-7'],
    says: {
      en: 'strict separation of tenants, with deletion and export of their own',
      de: 'strikte Mandantentrennung, mit eigener Löschung und eigenem Export',
    },
    does: {
      en: 'the tenant stands in identity, topic and authenticated data; an instruction of another one is refused; broker rules are generated per tenant and tried on real brokers',
      de: 'der Mandant steht in Identität, Topic und authentifizierten Daten; eine Weisung eines anderen wird abgewiesen; Regeln für Broker werden je Mandant erzeugt und an echten Brokern erprobt',
    },
  },
  {
    keys: ['TOM-8'],
    says: {
      en: 'availability, protection against loss, monitoring',
      de: 'Verfügbarkeit, Schutz vor Datenverlust, Überwachung',
    },
    does: {
      en: 'store and forward that survives a power cut, several brokers, watchdog, firmware that goes back when it fails, heartbeat without a place',
      de: 'Speichern und Weiterleiten, das Stromausfälle übersteht, mehrere Broker, Watchdog, Firmware, die nach einem Fehler zurückkehrt, Lebenszeichen ohne Ort',
    },
    untried: {
      en: 'the watchdog',
      de: 'der Watchdog',
    },
  },
  {
    keys: ['TOM-9'],
    says: {
      en: 'protection against change; changes can be followed; security updates',
      de: 'Schutz vor Veränderung; Änderungen sind nachvollziehbar; Sicherheitsupdates',
    },
    does: {
      en: 'signed firmware that never goes back behind its counter, signed policy with a rising sequence, a hash-chained journal that anybody can verify',
      de: 'signierte Firmware, die nie hinter ihren Zähler zurückgeht, signierte Richtlinie mit steigender Nummer, ein verkettetes Journal, das jeder prüfen kann',
    },
  },
  {
    keys: ['TOM-10'],
    says: {
      en: 'encryption in transit and at rest, protected keys, recognised standards',
      de: 'Verschlüsselung bei Übertragung und Speicherung, geschützte Schlüssel, anerkannte Standards',
    },
    does: {
      en: 'TLS 1.3, or 1.2 with the cipher suites of BSI TR-02102-2; stored records are sealed and the device cannot read its own past; private keys never leave it',
      de: 'TLS 1.3, oder 1.2 mit den Cipher-Suiten der BSI TR-02102-2; gespeicherte Datensätze sind versiegelt, und das Gerät kann seine eigene Vergangenheit nicht lesen; private Schlüssel verlassen es nie',
    },
    untried: {
      en: 'the choice of cipher suites, and that private keys cannot be read out of a chip',
      de: 'die Auswahl der Cipher-Suiten, und dass private Schlüssel nicht aus einem Chip auszulesen sind',
    },
  },
  {
    keys: ['TOM-11'],
    says: {
      en: 'kept only as long as needed; deleted on instruction and at the end',
      de: 'Speicherung nur so lange wie nötig; Löschung auf Weisung und am Ende',
    },
    does: {
      en: 'retention on the device, stamped into each report; signed wipe; deletion receipt signed by the device; a reduced mode with mileage only',
      de: 'Aufbewahrungsfrist auf dem Gerät und in jedem Bericht; signierte Löschung; vom Gerät signiertes Löschprotokoll; ein reduzierter Betrieb nur mit Kilometern',
    },
  },
  {
    keys: ['TOM-12', 'AVV-9'],
    says: {
      en: 'processing on instruction only',
      de: 'Verarbeitung nur auf Weisung',
    },
    does: {
      en: 'there is no unsigned way to change what is captured; the journal keeps each instruction with author and time',
      de: 'was erfasst wird, ändert niemand ohne Signatur; das Journal hält jede Weisung mit Urheber und Zeit fest',
    },
  },
  {
    keys: ['TOM-13'],
    says: {
      en: 'privacy by design: protective defaults, minimisation, support in setting up',
      de: 'Datenschutz durch Technikgestaltung: schützende Voreinstellungen, Datenminimierung, Hilfe beim Einrichten',
    },
    does: {
      en: 'a new device captures nothing; presets; lint with its sources; the policy in plain words and as a picture of the week',
      de: 'ein neues Gerät erfasst nichts; Vorlagen; Prüfregeln mit Quellen; die Richtlinie in einfachen Worten und als Bild der Woche',
    },
    untried: {
      en: 'presets, the policy in plain words and the picture of the week (tests of the flasher try them)',
      de: 'Vorlagen, die Richtlinie in einfachen Worten und das Bild der Woche (das prüfen die Tests des Flashers)',
    },
  },
  {
    keys: ['TOM-14'],
    says: {
      en: 'regular review, documented changes',
      de: 'regelmäßige Überprüfung, dokumentierte Änderungen',
    },
    does: {
      en: 'every policy has a review date and an end; after its end the device is closed; history of policies',
      de: 'jede Richtlinie hat ein Prüfdatum und ein Ende; nach dem Ende ist das Gerät geschlossen; Verlauf der Richtlinien',
    },
  },
];
