/** What a return code means, for people. Sentence and next step have no trailing stop. */
export interface SmpErrorText {
  readonly name: string;
  /** Reads after "the device refused: ". */
  readonly sentence: string;
  readonly next: string;
}

export type SmpErrorTable = Readonly<Record<number, SmpErrorText>>;
