import { wholeText } from '@feierabend/firmware-sim/page/number-text';
import type { EvidenceWords } from './words.ts';

const some = (count: number, one: string, many: string) =>
  `${wholeText(count)} ${count === 1 ? one : many}`;

const reasons: Readonly<Record<string, string>> = {
  'outside-hours': 'außerhalb der Zeiten',
  break: 'Pause',
  'private-switch': 'Privatschalter',
  'clock-untrusted': 'Uhr nicht vertrauenswürdig',
  'no-policy': 'keine Richtlinie',
  'policy-expired': 'Richtlinie abgelaufen',
  restricted: 'eingeschränkt',
  reduced: 'reduziert',
  'no-signal': 'kein Signal',
  'receiver-silent': 'Empfänger stumm',
};

export const germanWords: EvidenceWords = {
  title: 'Nachweis eines Prüflaufs',
  otherLanguage: 'English',
  run: 'Lauf',
  headline: {
    PASS: 'Jede Prüfung, die lief, ist bestanden',
    FAIL: 'Das Produkt hält nicht, was versprochen ist',
    TIMEOUT: 'Das Produkt hat nicht rechtzeitig geantwortet',
    ERROR: 'Der Prüfstand hat versagt, der Lauf ist unvollständig',
    ABORTED: 'Der Lauf wurde vorzeitig beendet',
    SKIP: 'Nichts wurde geprüft, also ist nichts belegt',
    DEFECTS: 'Ein Lauf mit eingebauten Fehlern: er zählt nicht',
  },
  story: ({ tests, passed, failed, broken, skipped, flaky, duration }) =>
    `${some(tests, 'Prüfung', 'Prüfungen')} in ${duration}: ${passed} bestanden` +
    `${flaky > 0 ? `, davon ${flaky} nicht im ersten Versuch` : ''}; ${failed} am Produkt ` +
    `gescheitert, ${broken} durch Prüfstand oder Mensch abgebrochen, ${skipped} ausgelassen.`,
  notCertification:
    'Dies ist ein Nachweis, kein Zertifikat. Er zeigt, was gemessen wurde: auf diesem Prüfstand, mit dieser Firmware, in diesem ' +
    'Lauf. Ob eine Verarbeitung rechtmäßig ist, beurteilt der Verantwortliche.',
  placesKept:
    'Dieser Ordner enthält Koordinaten: der Lauf sollte sie behalten (--places). Er gehört in keine Hand, die nicht wissen darf, wo das Gerät war.',
  defects: (names) =>
    `Um die Prüfungen selbst zu prüfen, waren Fehler eingebaut (${names}). Nichts hier sagt etwas über ein Produkt.`,
  tiles: {
    proved: 'Klauseln belegt',
    partly: 'Klauseln teilweise belegt',
    failed: 'Klauseln verfehlt',
    open: 'Klauseln offen',
    passed: 'Prüfungen bestanden, von',
    flaky: 'bestanden, aber nicht sofort',
    bench: 'Fehler des Prüfstands',
  },
  clauses: {
    title: 'Was versprochen ist, und was der Lauf dazu sagt',
    note:
      'Belegt: alle Prüfungen der Klausel, die dieser Lauf hat, liefen und haben bestanden. Teilweise: einige haben bestanden, und ' +
      'die anderen wurden ausgelassen, oder dieser Prüfstand kann sie nicht ausführen. Offen: keine Prüfung hat sie zu Ende ' +
      'geprüft; das heißt weder, dass sie gilt, noch, dass sie nicht gilt. Organisatorisch: Menschen halten sie ein, keine ' +
      'Prüfung kann es zeigen.',
    columns: ['Klausel', 'versprochen', 'Urteil', 'Prüfungen und Messwerte'],
    untried: 'Hier von keiner Prüfung erfasst:',
    tried: (tried, of) =>
      `${tried} von ${some(of, 'Prüfung', 'Prüfungen')} auf diesem Prüfstand ausführbar`,
    leftOut: (count) =>
      `${some(count, 'Prüfung', 'Prüfungen')} dazu in Suiten, die dieser Lauf ausgelassen hat`,
    noTest: 'Keine Prüfung dieses Laufs nennt sie.',
    noTestNeeded: 'Hier nicht prüfbar.',
    more: (count) => `und ${count} weitere unter „Alle Prüfungen“`,
  },
  verdicts: {
    proved: 'belegt',
    partly: 'teilweise',
    failed: 'verfehlt',
    open: 'offen',
    organisational: 'organisatorisch',
  },
  outcomes: {
    PASS: 'bestanden',
    FAIL: 'gescheitert',
    TIMEOUT: 'keine Antwort',
    ERROR: 'Prüfstand',
    ABORTED: 'abgebrochen',
    SKIP: 'ausgelassen',
  },
  flaky: 'wacklig',
  days: {
    title: 'Die gefahrenen Tage',
    note:
      'Oben: wann die Richtlinie Erfassung erlaubte. Unten: was ankam. Jeder Zustand hat ein eigenes Muster, das Band ist also ' +
      'auch ohne Farbe lesbar. Zurückgehaltene Zeit hat nirgends Koordinaten.',
    places:
      'Wege sind in Metern vom ersten Punkt gezeichnet; wo auf der Erde sie liegen, steht in keiner Datei.',
  },
  drawing: {
    ribbon: 'Band des Tages',
    allows: 'die Richtlinie erlaubt',
    recorded: 'der Tracker hat aufgezeichnet',
    allowed: 'erlaubt',
    states: {
      captured: 'erfasst',
      withheld: 'zurückgehalten',
      'no-fix': 'keine Position',
      nothing: 'ungeklärt',
    },
    reason: (reason) => reasons[reason] ?? reason,
    span: (from, until) => `${from} bis ${until}`,
    spokenRibbon: (allowed, recorded) =>
      `Die Richtlinie erlaubt ${allowed || 'nichts'}. Der Tracker hat aufgezeichnet: ${recorded}.`,
    track: 'Erfasster Weg',
    noTrack: 'Keine Position wurde erfasst, also gibt es keinen Weg zu zeichnen.',
    start: 'Start',
    end: 'Ende',
    spokenTrack: ({ positions, pieces, from, until, scale }) =>
      `${some(positions, 'Position', 'Positionen')} in ${some(pieces, 'Stück', 'Stücken')}, von ${from} ` +
      `bis ${until}. Lücken sind nicht gezeichnet. Norden ist oben; der Maßstab ist ${scale} lang.`,
  },
  timing: {
    title: 'Zeiten',
    facts: ({ count, lowest, median, highest, outside }) =>
      `${some(count, 'Messung', 'Messungen')}: mindestens ${lowest}, in der Mitte ${median}, höchstens ${highest}; ` +
      `${outside === 0 ? 'keine' : outside} außerhalb der Grenzen.`,
    spoken: (title, facts) => `${title}: ${facts}`,
    exactly: 'genau',
    atMost: 'höchstens',
    atLeast: 'mindestens',
  },
  tests: {
    title: 'Alle Prüfungen',
    columns: ['Prüfung', 'Ergebnis', 'Dauer', 'gemessen'],
    attempts: (count) => some(count, 'Versuch', 'Versuche'),
    bad: 'außerhalb der Grenzen',
    answers: { yes: 'ja', no: 'nein' },
  },
  failures: {
    title: 'Was das Produkt falsch gemacht hat',
    note: 'Der letzte Versuch zählt; die davor sind auch gezeigt.',
  },
  benchFaults: {
    title: 'Was der Prüfstand falsch gemacht hat',
    note: 'Das sagt nichts über das Produkt: Prüfstand reparieren, Lauf wiederholen.',
    own: 'außerhalb jeder Prüfung',
  },
  skipped: {
    title: 'Was nicht geprüft wurde',
    note: 'Ausgelassen wird eine Prüfung nur, wo der Prüfstand nicht verspricht, was sie braucht. Sie belegt nichts.',
    needs: 'braucht',
  },
  flakyTests: {
    title: 'Was bestanden hat, aber nicht sofort',
    note: 'Jede davon ist zuerst gescheitert. Sie zählt als bestanden und ist ein Grund, nachzusehen.',
  },
  aborted: { title: 'Was vorzeitig beendet wurde' },
  attempt: (number, of) => `Versuch ${number} von ${of}`,
  proofs: {
    title: 'Journale und Löschprotokolle',
    columns: ['Gerät', 'was', 'geprüft mit dem Schlüssel des Geräts'],
    journal: (entries) => `Journal, ${some(entries, 'Eintrag', 'Einträge')}`,
    receipt: 'Löschprotokoll',
    key: 'signiert mit (Ed25519)',
  },
  digests: {
    title: 'Was geprüft wurde, und womit',
    bench: 'Datei des Prüfstands (SHA-256)',
    target: 'Prüfstand',
    capabilities: 'er verspricht',
    tools: 'Werkzeuge',
    source: 'ihr Quelltext (SHA-256)',
    commit: 'Commit',
    changed: 'seitdem geändert',
    host: 'Rechner',
    firmware: 'Firmware',
    underTest: 'geprüfte Firmware',
    policies: 'Richtlinien, wie Geräte sie haben',
    columns: ['Nr.', 'angewandt in', 'SHA-256'],
  },
  files: {
    title: 'Dateien des Laufs',
    note: 'Jede liegt im Ordner attachments unter ihrem SHA-256.',
    columns: ['Datei', 'der Prüfung', 'Größe', 'SHA-256'],
    scrubbed: {
      relative: 'ohne Koordinaten: Meter vom ersten Punkt',
      masked: 'ohne Koordinaten: geschwärzt',
      'left-out': 'weggelassen, denn sie kann Koordinaten enthalten',
    },
    kinds: {
      journal: 'Journal',
      receipt: 'Löschprotokoll',
      policy: 'Richtlinie',
      records: 'Datensätze',
      windows: 'Zeitfenster',
      timing: 'Zeiten',
      log: 'Protokoll',
      bytes: 'Bytes',
    },
  },
  repeat: {
    title: 'Prüfen und wiederholen',
    note:
      'Wer den Ordner hat, kann ihn ohne Netz prüfen: der erste Befehl braucht diese Werkzeuge, der zweite nur ein System mit ' +
      'sha256sum. Schlüssel und Tage folgen aus dem Startwert; Zeiten weichen ab.',
    command: 'der Lauf',
    seed: 'Startwert',
    verify: 'alles prüfen',
    sums: 'die Dateien prüfen',
  },
  footer:
    'Feierabend. Diese Seite braucht kein Netz und führt kein Skript aus; dieselben Fakten für Maschinen stehen in run.json und junit.xml.',
};
