import {
  DataError,
  McumgrError,
  SmpGroup,
  SmpRefusal,
  TrackerStatusCommand,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { SmpSession } from '../session/smp-session.ts';

/** How a device without the group refuses, or one that means something else by it. */
const foreignCodes: readonly number[] = [McumgrError.notSupported, McumgrError.invalid];

/**
 * What a tracker says of itself; undefined from a board without group 64, and from one whose group
 * 64 is of another maker: from 64 on every firmware numbers as it likes.
 */
export async function readTrackerStatus(
  session: SmpSession,
  phase: string,
): Promise<TrackerStatus | undefined> {
  try {
    return await session.request(TrackerStatusCommand.read, {}, { phase });
  } catch (error) {
    if (error instanceof DataError) return undefined;
    const isForeign =
      error instanceof SmpRefusal &&
      (error.group === SmpGroup.tracker || foreignCodes.includes(error.rc));
    if (isForeign) return undefined;
    throw error;
  }
}
