import type { BufferParams } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { SmpSession } from '../session/smp-session.ts';
import { deviceOptions } from './options.ts';

/**
 * Opens the port, asks the device what it can take, runs the body, and closes the port whatever
 * happened.
 */
export async function withSession<T>(
  context: CommandContext,
  options: Options,
  body: (session: SmpSession, limits: BufferParams) => Promise<T>,
): Promise<T> {
  const { port, baudRate, answerTimeoutMs } = deviceOptions(options);
  const session = await context.step(
    'open',
    `Opening ${port}`,
    () =>
      SmpSession.open({
        openLink: () => context.world.openLink({ port, baudRate }),
        clock: context.clock,
        signal: context.signal,
        answerTimeoutMs,
      }),
    () => ({ result: { port, baudRate } }),
  );
  try {
    const limits = await context.step(
      'greet',
      'Waiting for the device to answer',
      () => session.negotiate(),
      ({ bufferBytes, bufferCount }) => ({ result: { bufferBytes, bufferCount } }),
    );
    return await body(session, limits);
  } finally {
    await session.close();
  }
}
