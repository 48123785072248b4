import type { PolicyWords } from './words.ts';

const units = {
  s: ['Sekunde', 'Sekunden', 'jede Sekunde'],
  min: ['Minute', 'Minuten', 'jede Minute'],
  h: ['Stunde', 'Stunden', 'jede Stunde'],
  d: ['Tag', 'Tage', 'jeden Tag'],
} as const;

export const germanWords: PolicyWords = {
  weekdays: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  months: [
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
    'Dezember',
  ],
  headings: {
    now: 'Was das Gerät verlässt',
    purpose: 'Wofür',
    working: 'Solange es offen ist',
    outside: 'Solange es geschlossen ist',
    dates: 'Feiertage und andere Tage',
    clock: 'Wenn die Uhr umgestellt wird',
    people: 'Was Menschen tun können',
    keeping: 'Wer es liest, und wie lange',
    end: 'Anfang und Ende',
  },
  date: (weekday, day, month, year) => `${weekday}, ${day}. ${month} ${year}`,
  dayRange: (first, last) => `${first} bis ${last}`,
  time: (clock) => `${clock} Uhr`,
  span: (from, until) => `${from} bis ${until}`,
  moment: (date, time) => `${date}, ${time}`,
  duration: (value, unit) => `${value} ${units[unit][value === 1 ? 0 : 1]}`,
  every: (value, unit) => (value === 1 ? units[unit][2] : `alle ${value} ${units[unit][1]}`),
  list: (items) =>
    items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} und ${items.at(-1)}`,

  purposes: {
    dispatch: 'Positionen werden für die Disposition erfasst: um zu schicken, wer am nächsten ist.',
    'proof-of-service': 'Positionen werden als Leistungsnachweis erfasst: dass jemand dort war.',
    'asset-protection': 'Positionen werden zum Schutz einer Sache erfasst.',
  },
  carriers: {
    vehicle: 'Das Gerät steckt in einem Fahrzeug.',
    asset: 'Das Gerät ist an einer Sache befestigt, bei der keine Menschen sind.',
    person: 'Eine Person trägt das Gerät bei sich.',
    unknown: 'Die Regel sagt nicht, woran das Gerät befestigt ist; es können Menschen dabei sein.',
  },
  fields: { altitude: 'Höhe', speed: 'Geschwindigkeit', course: 'Fahrtrichtung' },

  fixLeaves: (moment) => `${moment}: Positionen verlassen das Gerät.`,
  noPlaceLeaves: (moment) =>
    `${moment}: Keine Position verlässt das Gerät, und keine wird gespeichert.`,
  reasons: {
    'outside-hours': 'Es ist außerhalb der Arbeitszeit.',
    break: 'Es ist Pause.',
    'not-yet-valid': 'Die Regel gilt noch nicht.',
    'policy-expired': 'Die Regel ist abgelaufen, und eine abgelaufene öffnet nie wieder.',
  },
  signs: {
    off: () => 'Auch sonst verlässt es nichts.',
    heartbeat: (every) => `Es meldet ${every}, dass es lebt, und nicht, wo es ist.`,
    mileage: (every) =>
      `Es meldet ${every}, dass es lebt und wie weit es fuhr, und nicht, wo es ist.`,
  },
  openUntil: (moment) => `Das endet am ${moment}.`,
  opensAt: (moment) => `Die nächste Position kann es am ${moment}, verlassen.`,
  neverOpens: 'Unter dieser Regel öffnet es nicht mehr.',
  repeatedMoment: (moment) => `${moment}, gibt es zweimal, weil die Uhr zurückgestellt wird.`,
  skippedMoment: (moment) => `${moment}, gibt es nicht: Die Uhr wird darüber hinweg vorgestellt.`,

  interval: (moving, parked) =>
    `Höchstens eine Position ${moving} in Fahrt, und eine ${parked} im Stand.`,
  precision: (metres) => `Eine Position ist auf etwa ${metres} genau und nicht genauer.`,
  onlyPlace: 'Außer Zeit und Ort wird nichts erfasst.',
  alsoFields: (fields) => `Außer Zeit und Ort wird erfasst: ${fields}.`,
  windowsOn: (days, spans) => `${days}: ${spans}.`,
  noWindowsOn: (days) => `${days}: nie.`,
  noWindows: 'Es gibt keine Zeiten, in denen Positionen erfasst werden.',
  breaks: (spans) => `Pausen sind privat: ${spans}.`,
  outsideHours: 'Abende, Nächte und alles andere außerhalb dieser Zeiten sind privat.',
  neverClosed: 'Es gibt keine privaten Zeiten: Es ist Tag und Nacht offen.',
  privateSwitch: 'Die Person am Gerät kann es jederzeit von Hand schließen.',
  noPrivateSwitch: 'Das Gerät kann nicht von Hand geschlossen werden.',
  theft: (every, duration) =>
    `Nur nach einer unterschriebenen Diebstahlsmeldung verlässt es ${every} eine Position; ` +
    `Dauer: ${duration}.`,
  noTheft: 'Ein Diebstahl ändert nichts: Die Regel öffnet dafür nichts.',
  emergency: (durationMax) =>
    'Im Notfall kann eine Weisung mit zwei Unterschriften Positionen zu jeder Zeit freigeben, von ' +
    `da an und für höchstens ${durationMax}; das Licht kündigt es vor der ersten an.`,
  sos: (every, duration, names) =>
    `Ruft die Person am Gerät um Hilfe, verlässt es ${every} eine genaue Position, zu jeder Zeit; ` +
    `Dauer: ${duration}; öffnen können sie nur: ${names}.`,
  noSos: 'Ein Hilferuf vom Gerät nennt keinen Ort.',
  freeDates: (count, dates) =>
    count === 1
      ? `An einem Tag wird nichts erfasst: ${dates}.`
      : `An ${count} Tagen wird nichts erfasst: ${dates}.`,
  ownDate: (date, spans) => `${date}: ${spans}.`,
  noDates: 'Kein Tag ist eine Ausnahme, auch kein Feiertag.',
  clockForward: (date, from, to) => `${date}: Die Uhr springt von ${from} vor auf ${to}.`,
  clockBack: (date, from, to) => `${date}: Die Uhr geht von ${from} zurück auf ${to}.`,
  windowSkipped: (span) => `Von den Zeiten der Erfassung fällt ${span} aus.`,
  windowTwice: (span) => `Von den Zeiten der Erfassung kommt ${span} zweimal.`,
  clockHarmless: 'Die Zeiten der Erfassung berührt das nicht.',
  clockFixed: 'Die Uhr wird nicht umgestellt, solange die Regel gilt.',
  zone: (timeZone) => `Alle Zeiten sind Ortszeiten von ${timeZone}.`,
  zoneData: (version) => `Die Umstellungen der Uhr sind die der Zeitzonendaten ${version}.`,
  retention: (duration) => `Berichte werden gelöscht nach: ${duration}.`,
  recipients: (names) => `Nur diese können die Berichte öffnen: ${names}.`,
  starts: (moment) => `Die Regel beginnt am ${moment}. Davor ist das Gerät geschlossen.`,
  ends: (moment) => `Die Regel endet am ${moment}. Von da an ist das Gerät geschlossen.`,
  review: (date) => `Menschen sehen sie wieder an am ${date}.`,
  noReview: 'Niemand hat einen Tag bestimmt, an dem Menschen sie wieder ansehen.',
};
