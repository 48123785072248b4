import { createHash } from 'node:crypto';

/** CPU seconds of this process that the work takes. */
export async function cpuSeconds(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const referenceBytes = 64 * 1024 * 1024;

/** A figure of the machine alone, so that runs on different or busy machines can be compared: SHA-256 by OpenSSL. */
export async function referenceMbPerS(): Promise<number> {
  const block = Buffer.alloc(referenceBytes);
  const s = await cpuSeconds(() => void createHash('sha256').update(block).digest());
  return Math.round(referenceBytes / 1e6 / s);
}
