import { LinkError, Reset } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { bootTimeoutMs, deviceOptions } from '../commands/options.ts';
import { withSession } from '../commands/with-session.ts';
import { noRecovery } from '../flash/faults.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { awaitServer, type SeenServer } from './await-server.ts';
import { offered } from './server.ts';

/** `flasher reset`: asks for it, and tells what was seen of it. */
export function resetDevice(context: CommandContext, options: Options): Promise<Finding> {
  return withSession(context, options, async (session) => {
    const toRecovery = options['recovery'] === true;
    context.leaves('the device may have reset; "flasher info" shows what runs');
    const unheard = await context.step('reset', 'Asking for a reset', () =>
      askForReset(session, toRecovery),
    );
    if (options['wait'] === false) {
      if (unheard !== undefined) throw unheard;
      return {
        text: ['The device accepted the reset; what runs now was not looked at'],
        result: { seen: 'not-awaited', answers: null },
      };
    }
    const seen = await context.step('wait', 'Waiting for the device to answer again', () =>
      awaitServer(context, session, {
        waitMs: bootTimeoutMs(options),
        probeTimeoutMs: deviceOptions(options).answerTimeoutMs,
        wanted: toRecovery ? 'recovery' : 'either',
      }),
    );
    if (unheard !== undefined && seen.sign === 'none') throw unheard;
    if (toRecovery && !seen.isRecovery) throw noRecovery();
    return finding(seen);
  });
}

/**
 * Not repeated: a second one would reset what the first one started. A fault is given back, because
 * the answer may be lost and the reset all the same under way.
 */
async function askForReset(
  session: SmpSession,
  toRecovery: boolean,
): Promise<LinkError | undefined> {
  const request = toRecovery ? { boot_mode: 1 } : {};
  try {
    await offered(
      'a reset',
      session.request(Reset.write, request, { phase: 'the reset', retries: 0 }),
    );
    return undefined;
  } catch (error) {
    const isUnheard =
      error instanceof LinkError && ['SMP_TIMEOUT', 'SMP_CLOSED'].includes(error.code);
    if (isUnheard) return error;
    throw error;
  }
}

const signWords: Readonly<Record<SeenServer['sign'], string>> = {
  'hang-up': 'it hung up and came back',
  silence: 'it fell silent and came back',
  'another server': 'another server answers',
  none: 'it accepted the reset and answers; too fast to be seen gone',
};

function finding({ isRecovery, sign }: SeenServer): Finding {
  const who = isRecovery ? 'MCUboot answers in serial recovery' : 'the application answers';
  return {
    text: [`Reset: ${signWords[sign]}; ${who}`],
    result: { seen: sign, answers: isRecovery ? 'recovery' : 'application' },
  };
}
