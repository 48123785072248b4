import { FeierabendError } from '@feierabend/protocol';

/** One thing a bench needs: what was found, or what is missing and how to get it. */
export interface BenchFinding {
  readonly part: 'target' | 'gnss' | 'power' | 'rig' | 'broker';
  readonly said: string;
  /** Undefined when it is there. */
  readonly fix: string | undefined;
}

/** Lines for people; every missing thing with its fix below it. */
export function findingLines(findings: readonly BenchFinding[]): string {
  return findings
    .map(({ part, said, fix }) => {
      const line = `${fix === undefined ? 'ok     ' : 'missing'}  ${part.padEnd(6)}  ${said}\n`;
      return fix === undefined ? line : `${line}${' '.repeat(17)}${fix}\n`;
    })
    .join('');
}

/** Looks for one thing. What goes wrong is what is missing: an error of ours says what to do. */
export async function findingOf(
  part: BenchFinding['part'],
  look: () => Promise<string>,
): Promise<BenchFinding> {
  try {
    return { part, said: await look(), fix: undefined };
  } catch (error) {
    if (!(error instanceof FeierabendError)) throw error;
    const { expected, came, next } = error;
    return { part, said: `${expected}: ${came}`, fix: next };
  }
}
