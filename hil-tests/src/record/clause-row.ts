/** The languages of the evidence. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
type InBoth = Readonly<Record<Language, string>>;

/** One line of the traceability matrix: what is promised, and what stands for it on the device and in the tools. */
export interface ClauseRow {
  /** What tests name: `TOM-5`, `AVV-11.1`. A row may speak for several clauses that say the same. */
  readonly keys: readonly string[];
  readonly says: InBoth;
  readonly does: InBoth;
  /** What of that no test of the suites tries. */
  readonly untried?: InBoth;
  /**
   * `organisational`: people keep it, nothing here can test it. `sum`: it holds when all rows that can be tested do.
   * Otherwise tests decide.
   */
  readonly kind?: 'organisational' | 'sum';
}
