/** What a person fills in; everything else of a preset is a protective default (GDPR Art. 25(2)). */
export interface PresetBlanks {
  /** One line for people, such as `Service vans, south`. */
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** First, last and review date, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
  readonly review: string;
  /** The value of `holidays:`, a list of dates or a region such as `{ country: DE, state: BY }`. */
  readonly holidays: string;
  readonly recipient: {
    readonly name: string;
    /** 130 hexadecimal digits; without it the compiler takes the key from its address book. */
    readonly keyHex?: string | undefined;
  };
}

/** A policy file to begin with, for one way of using a tracker. */
export interface Preset {
  readonly key: string;
  readonly title: { readonly de: string; readonly en: string };
  write(blanks: PresetBlanks): string;
}

/** The lines that are the same in every preset. */
export function headOf(blanks: PresetBlanks, purpose: string): string {
  const { name, timeZone, from, until, review } = blanks;
  return `feierabend: 1
name: ${JSON.stringify(name)}
purpose: ${purpose}
timeZone: ${timeZone}
valid: { from: ${from}, until: ${until}, review: ${review} }`;
}

export function recipientsOf({ recipient: { name, keyHex } }: PresetBlanks): string {
  const key = keyHex === undefined ? '' : `, key: ${JSON.stringify(keyHex)}`;
  return `recipients:
  - { name: ${JSON.stringify(name)}${key} }
`;
}
