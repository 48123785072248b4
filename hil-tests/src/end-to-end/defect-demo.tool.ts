import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateDay, type SeededDefect } from '@feierabend/firmware-sim';

import { runHil } from '../program.ts';

/** Twenty minutes around noon of a generated day, as if somebody had recorded them. */
const recorded = generateDay({ seed: 5, date: '2026-03-10', utcOffsetMin: 60 })
  .epochs.slice(6 * 3600, 6 * 3600 + 1200)
  .map(({ text }) => text)
  .join('');

/** `hil demo` with a release that has these defects, from the end of a window into the break; its exit code and its findings. */
export async function demoWith(...defects: readonly SeededDefect[]) {
  const folder = await mkdtemp(join(tmpdir(), 'hil-defect-'));
  const log = join(folder, 'noon.nmea');
  let findings = '';
  try {
    await writeFile(log, recorded);
    const seeded = defects.flatMap((name) => ['--defect', name]);
    const feed = ['--nmea', log, '--shift-to', '2026-11-23T11:45+01:00'];
    const exitCode = await runHil(['demo', '--out', join(folder, 'out'), ...feed, ...seeded], {
      stdout: { write: () => true },
      stderr: { write: (text) => (findings += text) },
      signal: new AbortController().signal,
      now: () => Date.now(),
      host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
    });
    return { exitCode, findings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
