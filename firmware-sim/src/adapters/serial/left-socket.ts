import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** A local socket answers at once, or nobody is there. */
const answerMs = 1_000;

/**
 * Removes the socket file of a program that was killed, which would be in the way for ever. One that somebody still listens
 * on, and whatever is no socket, stays: the attempt to listen there says so.
 */
export async function removeLeftSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() !== true || !(await isRefused(path))) return;
  await unlink(path).catch(() => undefined);
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path, timeout: answerMs });
    const end = (refused: boolean) => {
      socket.destroy();
      resolve(refused);
    };
    socket.on('connect', () => end(false));
    socket.on('timeout', () => end(false));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => end(code === 'ECONNREFUSED'));
  });
}
