import type { BufferParams } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { DevicePort } from '../ports/device-port.ts';
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
  const { host, openLink } = context.world;
  const device = await DevicePort.choose({ host, openLink, port, baudRate });
  const session = await context.step(
    'open',
    `Opening ${device.name}`,
    () =>
      SmpSession.open({
        openLink: () => device.open(),
        clock: context.clock,
        signal: context.signal,
        answerTimeoutMs,
      }),
    () => ({
      ...(port === undefined ? { text: [`Port      ${device.name}, the only one there is`] } : {}),
      result: { port: device.name, baudRate },
    }),
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
