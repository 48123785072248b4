import type { ClauseRow } from './clause-row.ts';

/** AVV: the processing contract (Art. 28 GDPR) of trackers with which users track other people. */
export const avvClauses: readonly ClauseRow[] = [
  {
    keys: ['AVV-4'],
    says: {
      en: 'positions of third persons whom the user tracks',
      de: 'Standortdaten dritter Personen, die der Nutzer trackt',
    },
    does: {
      en: 'carried profile: a light that tells the person, a private switch, no covert mode, no microphone anywhere in the schema',
      de: 'Profil für getragene Geräte: Anzeige für die Person, Privatschalter, kein verdeckter Betrieb, kein Mikrofon im Schema',
    },
  },
  {
    keys: ['AVV-5'],
    says: {
      en: 'the level of security never falls; changes are documented',
      de: 'das Sicherheitsniveau wird nie unterschritten; Änderungen werden dokumentiert',
    },
    does: {
      en: 'a ratchet: tightening is one signature, loosening needs a second one and a reason',
      de: 'eine Sperrklinke: Verschärfen braucht eine Signatur, Lockern eine zweite und einen Grund',
    },
  },
  {
    keys: ['AVV-6.4', 'AVV-6.5', 'AVV-6.7', 'AVV-10'],
    says: {
      en: 'evidence for authorities and controller; inspections and spot checks',
      de: 'Nachweise für Behörden und Auftraggeber; Kontrollen und Stichproben',
    },
    does: {
      en: 'this evidence; audit of one device or of a drawn sample, repeatable by a third party from the files alone',
      de: 'dieser Nachweis; Prüfung eines Geräts oder einer gezogenen Stichprobe, durch Dritte allein aus den Dateien wiederholbar',
    },
    untried: {
      en: 'the audit of a drawn sample of devices (tests of the flasher try it)',
      de: 'die Prüfung einer gezogenen Stichprobe von Geräten (das prüfen die Tests des Flashers)',
    },
  },
  {
    keys: ['AVV-6.8'],
    says: {
      en: 'breaches are reported without delay',
      de: 'Datenschutzverletzungen werden unverzüglich gemeldet',
    },
    does: {
      en: 'tampering, failed authentication, a broken chain and unexpected resets send an alert within one interval, at any hour, never with a place',
      de: 'Manipulation, gescheiterte Anmeldung, gebrochene Kette und unerwarteter Neustart melden sich binnen eines Intervalls, zu jeder Stunde, nie mit einem Ort',
    },
  },
  {
    keys: ['AVV-8'],
    says: {
      en: 'sub-processors only when named',
      de: 'Unterauftragnehmer nur, wenn sie genannt sind',
    },
    does: {
      en: 'the policy names the recipients, and nobody else can open a report',
      de: 'die Richtlinie nennt die Empfänger, und niemand sonst kann einen Bericht öffnen',
    },
  },
  {
    keys: ['AVV-9.1', 'AVV-9.2', 'AVV-9.3'],
    says: {
      en: 'instructions are documented; correct, delete and restrict on instruction only',
      de: 'Weisungen sind dokumentiert; Berichtigen, Löschen und Einschränken nur auf Weisung',
    },
    does: {
      en: 'each instruction has number, author, role, time and reason; restricting stops capture and keeps the data',
      de: 'jede Weisung hat Nummer, Urheber, Rolle, Zeit und Grund; Einschränken beendet die Erfassung und behält die Daten',
    },
  },
  {
    keys: ['AVV-9.4'],
    says: {
      en: 'a warning when an instruction looks unlawful, and the right to wait for its confirmation',
      de: 'Hinweis, wenn eine Weisung rechtswidrig erscheint, und das Recht, bis zur Bestätigung auszusetzen',
    },
    does: {
      en: 'errors of the lint suspend it; only the controller lifts that, with a signature and a reason that the journal keeps',
      de: 'Fehler der Prüfregeln setzen sie aus; nur der Verantwortliche hebt das auf, mit Signatur und Grund, die im Journal stehen',
    },
  },
  {
    keys: ['AVV-9.5'],
    says: {
      en: 'no other purposes, no copies',
      de: 'keine anderen Zwecke, keine Kopien',
    },
    does: {
      en: 'there is no second sink; stored records go once they were delivered, or after retention; no retained message has a position',
      de: 'es gibt keinen zweiten Abfluss; Gespeichertes weicht nach der Zustellung oder nach der Frist; keine vorgehaltene Nachricht hat eine Position',
    },
  },
  {
    keys: ['AVV-11.1'],
    says: {
      en: 'deletion or return at the end, of test and scrap material as well; deletion protocol on request',
      de: 'Löschung oder Rückgabe am Ende, auch von Test- und Ausschussmaterial; Löschprotokoll auf Anforderung',
    },
    does: {
      en: 'wipe for boards, rejects and bench devices: keys and flash erased and read back by the device, receipt signed, identity key last; the protocol says that the device attests it',
      de: 'Löschung für Geräte, Ausschuss und Prüfgeräte: Schlüssel und Speicher gelöscht und vom Gerät zurückgelesen, Beleg signiert, Identität zuletzt; das Protokoll nennt das Gerät als Zeugen',
    },
  },
  {
    keys: ['AVV-11.2'],
    says: {
      en: 'documentation is kept beyond the end',
      de: 'Dokumentation bleibt über das Ende hinaus erhalten',
    },
    does: {
      en: 'journal and receipts are files that can be verified without the device',
      de: 'Journal und Belege sind Dateien, die sich ohne das Gerät prüfen lassen',
    },
  },
  {
    keys: [
      'AVV-1',
      'AVV-2',
      'AVV-3',
      'AVV-6.1',
      'AVV-6.2',
      'AVV-6.3',
      'AVV-6.6',
      'AVV-11.3',
      'AVV-12',
    ],
    says: {
      en: 'subject, term and purpose, contact, confidentiality of staff, work with authorities, self-control, no right of retention, form',
      de: 'Gegenstand, Laufzeit und Zweck, Ansprechpartner, Vertraulichkeit der Mitarbeiter, Arbeit mit Behörden, Auftragskontrolle, kein Zurückbehaltungsrecht, Form',
    },
    does: {
      en: 'not testable here; the tools contribute the names on keys and policies, audits on a schedule and exports at any time',
      de: 'hier nicht prüfbar; die Werkzeuge steuern die Namen an Schlüsseln und Richtlinien, Prüfungen nach Plan und jederzeit den Export bei',
    },
    kind: 'organisational',
  },
];
