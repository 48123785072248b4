import { LinkError } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { Json } from '../output/event.ts';
import type { Finding } from '../output/reporter.ts';
import { listPorts } from '../ports/list-ports.ts';
import { portOfUsb } from '../ports/port-choice.ts';
import { portHolders } from '../ports/port-holders.ts';
import type { SerialPortEntry } from '../ports/serial-port-entry.ts';
import { parsePortTarget } from '../serial/port-target.ts';
import { accessFinding, holderFinding } from './access-check.ts';
import { answerFinding } from './answer-check.ts';
import { findingLines, type DoctorFinding } from './doctor-finding.ts';
import { machineFindings } from './machine-checks.ts';

export interface DoctorOptions {
  /** Every serial port when undefined. */
  readonly port: string | undefined;
  readonly baudRate: number;
  readonly answerTimeoutMs: number;
}

/** Codes of faults that are about who answers, not about the port. */
const answerCodes = new Set(['SILENT', 'NO_SMP', 'BAUD']);

/** `flasher doctor`: what is in the way, each with the one command that fixes it. */
export async function examine(context: CommandContext, options: DoctorOptions): Promise<Finding> {
  const findings = await context.step(
    'look',
    'Looking at machine and ports',
    () => look(context, options),
    (all) => ({ text: all.flatMap(findingLines), result: findingFacts(all) }),
  );
  context.found(findingFacts(findings));
  const faults = findings.filter(({ severity }) => severity === 'fault');
  const [first] = faults;
  if (first !== undefined) {
    throw new LinkError({
      code: faults.every(({ code }) => answerCodes.has(code)) ? 'SMP_DOCTOR' : 'PORT_DOCTOR',
      expected: 'nothing to be in the way of a conversation',
      came: `${faults.length === 1 ? 'there is a fault' : `there are ${faults.length} faults`}, listed above`,
      next: `begin with: ${first.fix ?? 'flasher ports'}`,
    });
  }
  return { text: ['Nothing is in the way'], result: findingFacts(findings) };
}

function findingFacts(findings: readonly DoctorFinding[]): Json {
  return { findings: findings.map((one) => ({ ...one, port: one.port ?? null })) };
}

async function look(context: CommandContext, options: DoctorOptions): Promise<DoctorFinding[]> {
  const { host } = context.world;
  const listed = await listPorts(host).then(
    ({ ports }) => ports,
    (): SerialPortEntry[] => [],
  );
  const targets = options.port === undefined ? listed.map(({ path }) => path) : [options.port];
  const machine = await machineFindings(host, listed);
  const isNamed = options.port !== undefined;
  const findings = machine.filter(({ code }) => !isNamed || code !== 'NO_PORT');
  for (const port of targets) {
    // oxlint-disable-next-line no-await-in-loop -- one port after the other, so that the list has an order
    findings.push(...(await portFindings(context, port, options)));
  }
  return findings;
}

async function portFindings(
  context: CommandContext,
  port: string,
  options: DoctorOptions,
): Promise<DoctorFinding[]> {
  const { host } = context.world;
  const target = parsePortTarget(port);
  const path = target.kind === 'usb' ? (await portOfUsb(host, port, target.usb)).path : port;
  if (target.kind === 'path' && !(await host.files.exists(path))) return [absent(port)];
  const access = await accessFinding(host, path);
  const holder = holderFinding(port, (await portHolders(host, [path]))?.get(path));
  const seen = [access, holder].filter((finding) => finding !== undefined);
  if (seen.some(({ severity }) => severity === 'fault')) return seen;
  const device = (await host.files.real(path)) ?? path;
  const isDevice =
    target.kind === 'device' || (await host.files.facts(path))?.isCharacterDevice === true;
  const answer = await answerFinding(context, {
    port,
    path,
    baudRate: options.baudRate,
    answerTimeoutMs: options.answerTimeoutMs,
    hasSpeed: isDevice && !device.startsWith('/dev/pts/'),
  });
  return [...seen, ...answer];
}

function absent(port: string): DoctorFinding {
  return {
    code: 'ABSENT',
    severity: 'fault',
    port,
    sentence: 'there is no such port; the name is used as it was typed, and no other is tried',
    fix: 'flasher ports',
  };
}
