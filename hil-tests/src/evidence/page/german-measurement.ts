import { germanMeasurements, germanValues } from './measurement-names-de.ts';

/** Beginnings of names that are made of parts, the longest first, with what stands for them in German. */
const beginnings: readonly (readonly [string, string])[] = [
  ['first fix after ', 'erste Position nach '],
  ['last fix before ', 'letzte Position vor '],
  ['times that are finer than ', 'Zeiten, die feiner sind als '],
  ['own certificate, at most ', 'eigenes Zertifikat, höchstens '],
  ['an instruction ', 'eine Weisung '],
  ['behind one to ', 'hinter einer an '],
  ['records ', 'Datensätze '],
  ['opens ', 'öffnet '],
  ['closes ', 'schließt '],
  ['after ', 'nach: '],
  ['light ', 'Licht '],
  ['times', 'wie oft'],
  ['to ', 'an '],
];
/** The same in every language: a time, a number, a length, a version of TLS. */
const sameEverywhere = /^(?:[\d.:TZ-]+(?: (?:s|m|km))?|TLSv1\.\d)$/u;
/** Names with numbers in their middle. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^cut (\d+) at (\d+) % of the upload$/u, 'Stromausfall $1 bei $2 % der Übertragung'],
  [/^cut (\d+) (\d+) ms into (\w+)$/u, 'Stromausfall $1, $2 ms in "$3"'],
  [/^until hour ([\d.]+)$/u, 'bis Stunde $1'],
];

/** A measured text in German, as a whole or word by word; as it is where nobody has translated it. */
export function germanValue(text: string): string {
  const words = text.split(' ').map(germanWord);
  return germanValues[text] ?? (words.includes(undefined) ? text : words.join(' '));
}

function germanWord(word: string): string | undefined {
  return germanValues[word] ?? (sameEverywhere.test(word) ? word : undefined);
}

/** The name of a measurement in German; undefined where nobody has translated it. */
export function germanMeasurement(name: string): string | undefined {
  const whole = germanMeasurements[name] ?? (sameEverywhere.test(name) ? name : undefined);
  if (whole !== undefined) return whole;
  for (const [pattern, german] of patterns) {
    if (pattern.test(name)) return name.replace(pattern, german);
  }
  const colon = name.lastIndexOf(': ');
  if (colon > 0) {
    const [what, how] = [name.slice(0, colon), name.slice(colon + 2)].map(germanMeasurement);
    return what === undefined || how === undefined ? undefined : `${what}: ${how}`;
  }
  for (const [english, german] of beginnings) {
    if (!name.startsWith(english)) continue;
    const rest = name.slice(english.length);
    const translated = germanMeasurement(rest);
    if (translated !== undefined || rest === '') return `${german}${translated ?? ''}`;
  }
  return undefined;
}
