import {
  ImageErase,
  ImageState,
  LinkError,
  SmpGroup,
  StorageErase,
  supported,
  type ImageSlotState,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import { offered, readServer, requireGroup, type Server } from '../device/server.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { stillThere } from './faults.ts';

/** Flash is erased before the answer comes, and a megabyte of slow NOR takes half a minute. */
const eraseTimeoutMs = 40_000;

/** `flasher erase`: a slot, or the settings. */
export function eraseDevice(context: CommandContext, options: Options): Promise<Finding> {
  return withSession(context, options, async (session) => {
    const server = await readServer(session, context.signal);
    return options['storage'] === true
      ? eraseStorage(context, session, server)
      : eraseSlot(context, session, { server, slot: options['slot'] as number });
  });
}

async function eraseSlot(
  context: CommandContext,
  session: SmpSession,
  { server, slot }: { readonly server: Server; readonly slot: number },
): Promise<Finding> {
  requireGroup(server, SmpGroup.image);
  const before = await slotIn(session, slot);
  if (!server.isRecovery) refuseNeeded(before, slot);
  context.leaves(`slot ${slot} may be half erased; run the same command again`);
  await context.step('erase', `Erasing slot ${slot}`, () =>
    offered(
      'erasing a slot (command 5 of group 1)',
      session.request(
        ImageErase.write,
        { slot },
        { phase: 'the erase', timeoutMs: eraseTimeoutMs, retries: 1 },
      ),
    ),
  );
  await context.step('verify', 'Reading the slots back', async () => {
    const after = await slotIn(session, slot);
    if (after?.hash !== undefined) throw stillThere(slot, after.version);
  });
  const was = before === undefined ? 'it held no image' : `it held ${before.version}`;
  return {
    text: [`Slot ${slot} is erased (${was})`],
    result: { slot, before: before?.version ?? null },
  };
}

async function eraseStorage(
  context: CommandContext,
  session: SmpSession,
  server: Server,
): Promise<Finding> {
  requireGroup(server, SmpGroup.basic);
  context.leaves('the settings may be half erased; run the same command again');
  await context.step('erase', 'Erasing the settings', () =>
    offered(
      'erasing its settings (group 63)',
      session.request(
        StorageErase.write,
        {},
        { phase: 'the erase', timeoutMs: eraseTimeoutMs, retries: 1 },
      ),
    ),
  );
  return {
    text: ['The device says that its settings are erased; they are its defaults after a reset'],
    result: { storage: true },
  };
}

async function slotIn(session: SmpSession, wanted: number): Promise<ImageSlotState | undefined> {
  const state = await supported(session.request(ImageState.read, {}, { phase: 'the image state' }));
  return state?.images.find(({ slot, image }) => slot === wanted && (image ?? 0) === 0);
}

/** The device would refuse as well, with fewer words. */
function refuseNeeded(slot: ImageSlotState | undefined, number: number): void {
  const came =
    slot?.active === true
      ? `it runs ${slot.version}`
      : slot?.pending === true
        ? `${slot.version} in it boots at the next reset`
        : slot?.confirmed === true
          ? `a reset reverts to ${slot.version} in it, because the running image is on trial`
          : undefined;
  if (came === undefined) return;
  throw new LinkError({
    code: 'STATE_SLOT_NEEDED',
    expected: `slot ${number} not to be needed`,
    came,
    next:
      slot?.active === true
        ? 'have the other image run first, with "flasher revert" or "flasher flash"'
        : 'settle the trial first, with "flasher confirm" or "flasher revert"',
  });
}
