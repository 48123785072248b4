import { SmpGroup } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { groupName } from '../device/server.ts';
import { probePort, type PortAnswer } from '../ports/probe-port.ts';
import { answerWords } from '../ports/answer-words.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** The speeds that boards are built with, the usual ones first. */
const baudRatesTried = [
  115_200, 1_000_000, 921_600, 460_800, 230_400, 57_600, 38_400, 19_200, 9600,
] as const;

export interface AnswerCheck {
  readonly port: string;
  /** Where it is opened: the path behind a USB identity. */
  readonly path: string;
  readonly baudRate: number;
  readonly answerTimeoutMs: number;
  /** A real line has a speed; sockets and pseudo-terminals have none. */
  readonly hasSpeed: boolean;
}

/** Who answers, at which speed, and what it offers. */
export async function answerFinding(
  context: CommandContext,
  check: AnswerCheck,
): Promise<readonly DoctorFinding[]> {
  const { port, baudRate } = check;
  const answer = await ask(context, check, baudRate);
  if (answer.kind === 'not-asked') return [unopened(port, answer)];
  if (answer.kind === 'silence' || answer.kind === 'no-smp') {
    const found = check.hasSpeed ? await otherSpeed(context, check) : undefined;
    return [
      found === undefined ? unanswered(port, baudRate, answer) : wrongSpeed(port, baudRate, found),
    ];
  }
  const sentence = `at ${baudRate} baud answers ${answerWords(answer, baudRate)}`;
  if (answer.kind === 'recovery') {
    const fix = `flasher flash FILE --recovery --port ${port}`;
    return [{ code: 'RECOVERY', severity: 'warning', port, sentence, fix }];
  }
  const told = { code: 'ANSWER', severity: 'ok', port, sentence, fix: null } as const;
  return [told, ...groupsFinding(port, answer.groups)];
}

/** What most commands need; the rest of the groups is named by the command that misses it. */
const neededGroups = [SmpGroup.os, SmpGroup.image] as const;

/** Nothing about a device that does not list its groups. */
function groupsFinding(port: string, groups: readonly number[] | undefined): DoctorFinding[] {
  if (groups === undefined) return [];
  const missing = neededGroups.filter((group) => !groups.includes(group)).map(groupName);
  const offers = `it offers ${groups.map(groupName).join(', ')}`;
  if (missing.length === 0) {
    return [{ code: 'GROUPS', severity: 'ok', port, sentence: offers, fix: null }];
  }
  const sentence = `${offers}, and not ${missing.join(', ')}: its firmware was built without that`;
  const fix = `flasher reset --recovery --port ${port}`;
  return [{ code: 'GROUPS', severity: 'warning', port, sentence, fix }];
}

function ask(context: CommandContext, check: AnswerCheck, baudRate: number): Promise<PortAnswer> {
  const { world, clock, signal } = context;
  const { path, answerTimeoutMs } = check;
  return probePort({
    openLink: () => world.openLink({ port: path, baudRate }),
    clock,
    signal,
    answerTimeoutMs,
    asksGroups: true,
  });
}

interface FoundSpeed {
  readonly baudRate: number;
  readonly answer: PortAnswer;
}

async function otherSpeed(
  context: CommandContext,
  check: AnswerCheck,
): Promise<FoundSpeed | undefined> {
  for (const baudRate of baudRatesTried) {
    if (baudRate === check.baudRate) continue;
    // oxlint-disable-next-line no-await-in-loop -- one port has one speed at a time
    const answer = await ask(context, check, baudRate);
    if (['tracker', 'application', 'recovery'].includes(answer.kind)) return { baudRate, answer };
  }
  return undefined;
}

function wrongSpeed(port: string, asked: number, { baudRate, answer }: FoundSpeed): DoctorFinding {
  return {
    code: 'BAUD',
    severity: 'fault',
    port,
    sentence: `nothing useful at ${asked} baud, but at ${baudRate} answers ${answerWords(answer, baudRate)}`,
    fix: `flasher info --port ${port} --baud ${baudRate}`,
  };
}

function unanswered(port: string, baudRate: number, answer: PortAnswer): DoctorFinding {
  return {
    code: answer.kind === 'silence' ? 'SILENT' : 'NO_SMP',
    severity: 'fault',
    port,
    sentence: `${answerWords(answer, baudRate)}, and no SMP at any usual speed`,
    fix: `flasher monitor --port ${port} --for 10`,
  };
}

function unopened(
  port: string,
  answer: Extract<PortAnswer, { readonly kind: 'not-asked' }>,
): DoctorFinding {
  const code = answer.code ?? 'NOT_ASKED';
  return {
    code,
    severity: 'fault',
    port,
    sentence: `it cannot be opened: ${answer.why}`,
    fix: code === 'PORT_BUSY' ? `sudo fuser -v ${port}` : (fixes[code] ?? 'flasher ports'),
  };
}

const fixes: Readonly<Record<string, string>> = {
  PORT_DRIVER: 'npm ci',
};
