import {
  DataError,
  enumerateGroups,
  LinkError,
  probeServer,
  ImageState,
  TrackerStatusCommand,
} from '@feierabend/protocol';

import { unlessRefused } from '../device/server.ts';
import { printable } from '../output/printable.ts';
import type { ByteLink } from '../serial/byte-link.ts';
import type { FlasherClock } from '../serial/clock.ts';
import { SmpSession } from '../session/smp-session.ts';

/** What is at the other end of a port. */
export type PortAnswer =
  | {
      readonly kind: 'tracker';
      readonly device: string;
      readonly tenant: string;
      readonly lifeCycle: string;
      readonly firmware: string;
      readonly groups?: readonly number[];
    }
  /** An application with an SMP server, such as any Zephyr board with MCUmgr. */
  | {
      readonly kind: 'application';
      readonly running: string | null;
      readonly groups?: readonly number[];
    }
  /** MCUboot's serial recovery. */
  | { readonly kind: 'recovery'; readonly running: string | null }
  /** Bytes come, and none of them is SMP. */
  | { readonly kind: 'no-smp'; readonly sample: string }
  | { readonly kind: 'silence' }
  /** It could not be opened, or was left alone. */
  | { readonly kind: 'not-asked'; readonly why: string; readonly code?: string };

export interface ProbeOptions {
  readonly openLink: () => Promise<ByteLink>;
  readonly clock: FlasherClock;
  readonly signal: AbortSignal;
  readonly answerTimeoutMs: number;
  /** Asks an application for the list of its groups as well; without one the answer has none. */
  readonly asksGroups?: boolean;
}

const sampleCharactersMax = 60;

/** Opens the port, asks who is there, and closes it again. Rejects only when interrupted. */
export async function probePort(options: ProbeOptions): Promise<PortAnswer> {
  const texts: string[] = [];
  let bytesSeen = 0;
  let session: SmpSession | undefined;
  try {
    session = await SmpSession.open({
      ...options,
      openLink: async () => {
        const link = await options.openLink();
        link.onBytes(({ length }) => (bytesSeen += length));
        return link;
      },
      onText: (line) => {
        if (texts.length < 8) texts.push(printable(line));
      },
    });
    return await ask(session, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (session === undefined && error instanceof LinkError) {
      return { kind: 'not-asked', why: error.came, code: error.code };
    }
    if (!(error instanceof LinkError) && !(error instanceof DataError)) throw error;
    if (bytesSeen === 0) return { kind: 'silence' };
    const sample =
      texts.find((text) => text.trim() !== '') ?? `${bytesSeen} bytes without a line end`;
    return { kind: 'no-smp', sample: sample.trim().slice(0, sampleCharactersMax) };
  } finally {
    await session?.close();
  }
}

async function ask(
  { client }: SmpSession,
  { signal, asksGroups = false }: ProbeOptions,
): Promise<PortAnswer> {
  const options = { retries: 1, signal, phase: 'who is there' };
  const { isRecovery } = await probeServer(client, options);
  const listed = asksGroups && !isRecovery ? await enumerateGroups(client, options) : undefined;
  const groups = listed === undefined ? {} : { groups: listed.map(({ group }) => group) };
  const status = isRecovery
    ? undefined
    : await unlessRefused(client.request(TrackerStatusCommand.read, {}, options));
  if (status !== undefined) {
    const { dev, ten, life, fw } = status;
    return { kind: 'tracker', device: dev, tenant: ten, lifeCycle: life, firmware: fw, ...groups };
  }
  const state = await unlessRefused(client.request(ImageState.read, {}, options));
  // A boot loader runs none of the images, and names the one in its first slot.
  const shown = state?.images.find(({ active, slot }) => active ?? (isRecovery && slot === 0));
  const running = shown?.version ?? null;
  return isRecovery ? { kind: 'recovery', running } : { kind: 'application', running, ...groups };
}
