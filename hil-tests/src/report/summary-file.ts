import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import type { RunSummary } from './run-summary.ts';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';

/** The bytes of `summary.json`: sorted keys, two spaces, a line feed at the end. */
export function summaryText(summary: RunSummary): string {
  return canonicalJson(summary);
}

/** Two runs of one seed must agree in this text. */
export function reproducibleText(summary: RunSummary): string {
  const { host: _, ...rest } = summary;
  return canonicalJson(rest);
}

/** Writes the file whole or not at all. */
export async function writeSummary(path: string, summary: RunSummary): Promise<void> {
  await writeWhole(path, summaryText(summary));
}
