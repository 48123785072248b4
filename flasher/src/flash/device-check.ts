import { equalBytes, LinkError, toHex, type TrackerStatus } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { readTrackerStatus } from '../device/tracker-status.ts';
import { parseBoardId } from '../image/trust.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { refuseLostState } from './confirm-signed.ts';
import { checkPlace, type CheckedImage, type HostCheckOptions } from './host-check.ts';

export interface DeviceCheck {
  readonly context: CommandContext;
  readonly session: SmpSession;
  readonly checked: CheckedImage;
  readonly file: string;
  readonly options: Pick<HostCheckOptions, 'board' | 'counterMin'>;
  /** A boot loader tells nothing of board and counter. */
  readonly isRecovery: boolean;
}

/**
 * Compares the image with what the device says it starts, before the first byte: its boot loader
 * would refuse later, and with fewer words.
 *
 * @returns What the device says of itself now; undefined when it is no tracker of ours.
 */
export function checkDevice(check: DeviceCheck): Promise<TrackerStatus | undefined> {
  const { context, session, isRecovery } = check;
  return context.step(
    'compare',
    'Comparing board and counter with the device',
    async () => {
      if (isRecovery) return undefined;
      const status = await readTrackerStatus(session, 'board and counter');
      if (status !== undefined) refuse(check, status);
      return status;
    },
    (status) => finding(check, status),
  );
}

function refuse({ checked, file, options }: DeviceCheck, status: TrackerStatus): void {
  const { board, cnt } = status;
  refuseLostState(status);
  const wanted = options.board === undefined ? undefined : parseBoardId(options.board);
  if (wanted !== undefined && board !== undefined && !equalBytes(wanted, board)) {
    throw otherBoard(wanted, board);
  }
  checkPlace(checked.image, file, { boardId: board, counterMin: cnt, says: 'the device says' });
}

function finding(
  { checked, options, isRecovery }: DeviceCheck,
  status: TrackerStatus | undefined,
): Finding {
  const { board, cnt } = status ?? {};
  const { boardId, securityCounter } = checked.image;
  const told = { board: board !== undefined, counter: cnt !== undefined };
  const untold = Object.entries(told).flatMap(([what, isTold]) => (isTold ? [] : [what]));
  const who = isRecovery ? 'a boot loader in recovery' : 'this device';
  const given = [
    ...(options.board === undefined ? [] : ['--board']),
    ...(options.counterMin === undefined ? [] : ['--counter-min']),
  ];
  const instead = given.length === 0 ? '' : `; the image fits ${given.join(' and ')}`;
  return {
    text: [
      ...(board === undefined ? [] : [`Board     ${toHex(board)}${namedBy(boardId)}`]),
      ...(cnt === undefined
        ? []
        : [`Counter   ${securityCounter ?? 'none'}; the device starts ${cnt} or more`]),
      ...(untold.length === 0
        ? []
        : [
            `Unknown   ${untold.join(' and ')} could not be compared: ${who} does not tell${instead}`,
          ]),
    ],
    result: {
      board: board === undefined ? null : toHex(board),
      counterMin: cnt ?? null,
      notCompared: untold,
    },
  };
}

function namedBy(boardId: Uint8Array | undefined): string {
  return boardId === undefined ? '; the image names no board' : ', as the image says';
}

function otherBoard(wanted: Uint8Array, board: Uint8Array): LinkError {
  return new LinkError({
    code: 'STATE_BOARD',
    expected: `the board at the port to be ${toHex(wanted)}, as --board says`,
    came: `it says that it is ${toHex(board)}; nothing was sent`,
    next: 'check the port, or leave --board out: the device is asked',
  });
}
