import { openLink, realClock, SmpSession } from '@feierabend/flasher';
import {
  countersignInstruction,
  encodeInstructionBody,
  sendInstruction,
  signInstruction,
  SmpRefusal,
  TrackerStatusCommand,
  type BufferParams,
  type Instruction,
  type InstructionBodies,
  type OperatorKey,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { Tracker } from './tracker.ts';

/** What a person wants from a device, and what a test does wrong with it on purpose. */
export interface Order<Kind extends keyof InstructionBodies = keyof InstructionBodies> {
  readonly kind: Kind;
  readonly body: InstructionBodies[Kind];
  readonly by: OperatorKey;
  readonly cosign?: OperatorKey;
  /** In place of what is right: another addressee, number, time, name or role. */
  readonly instead?: Partial<Instruction>;
}

export type Answer =
  | { readonly accepted: true; readonly sequence: number }
  /** `refusal` is the device's answer in words: `OLD_SEQUENCE`. */
  | { readonly accepted: false; readonly refusal: string };

const answerTimeoutMs = 20_000;

/** The management line of a tracker, open for one conversation. */
export async function onLine<Result>(
  { port }: Pick<Tracker, 'port'>,
  talk: (session: SmpSession, limits: BufferParams) => Promise<Result>,
): Promise<Result> {
  const [, path = '', , baud] = port;
  const session = await SmpSession.open({
    openLink: () => openLink({ port: path, baudRate: Number(baud) }),
    clock: realClock,
    signal: AbortSignal.timeout(answerTimeoutMs),
    answerTimeoutMs: answerTimeoutMs / 4,
  });
  try {
    return await talk(session, await session.negotiate());
  } finally {
    await session.close();
  }
}

export function statusOf(tracker: Pick<Tracker, 'port'>): Promise<TrackerStatus> {
  return onLine(tracker, (session) => session.request(TrackerStatusCommand.read, {}));
}

/** Signs an order for the device at the line, under its next number. */
export async function signOrder<Kind extends keyof InstructionBodies>(
  tracker: Tracker,
  order: Order<Kind>,
): Promise<Uint8Array> {
  const { kind, body, by, cosign, instead } = order;
  const { seq, ten, dev } = await statusOf(tracker);
  const instruction = {
    version: 1,
    tenant: ten,
    device: dev,
    sequence: seq + 1,
    author: by.name,
    role: by.role,
    issuedS: Math.floor(tracker.nowMs() / 1000),
    reason: 'agreed for this test',
    kind,
    body: encodeInstructionBody(kind, body),
    ...instead,
  } as const;
  const signed = signInstruction(instruction, by);
  return cosign === undefined ? signed : countersignInstruction(signed, cosign);
}

/** Hands over bytes that may be an instruction; what the device says to them. */
export async function handOver(tracker: Pick<Tracker, 'port'>, bytes: Uint8Array): Promise<Answer> {
  return onLine(tracker, async ({ client }, limits) => {
    try {
      const { sequence } = await sendInstruction(client, bytes, limits);
      return { accepted: true, sequence };
    } catch (error) {
      if (!(error instanceof SmpRefusal)) throw error;
      return { accepted: false, refusal: error.errorName };
    }
  });
}

export async function give<Kind extends keyof InstructionBodies>(
  tracker: Tracker,
  order: Order<Kind>,
): Promise<Answer> {
  return handOver(tracker, await signOrder(tracker, order));
}
