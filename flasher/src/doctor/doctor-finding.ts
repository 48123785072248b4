type DoctorSeverity = 'ok' | 'warning' | 'fault';

/** One thing that is as it should be, or the one command that makes it so. */
export interface DoctorFinding {
  /** Stable, for programs: `BUSY`, `GROUP`. */
  readonly code: string;
  readonly severity: DoctorSeverity;
  /** Undefined for what concerns the whole machine. */
  readonly port: string | undefined;
  readonly sentence: string;
  /** A command to copy; null when nothing is to be done. */
  readonly fix: string | null;
}

export function findingLines({ severity, port, sentence, fix }: DoctorFinding): string[] {
  const where = port === undefined ? '' : `${port}: `;
  return [
    `${severity.padEnd(8)} ${where}${sentence}`,
    ...(fix === null ? [] : [`         fix: ${fix}`]),
  ];
}
