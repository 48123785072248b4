import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { verdictOf, type Goal, type Verdict } from './goals.ts';
import type { ClientFigures, ClientOrder } from './measured-client.ts';

export type ClientName = ClientOrder['client'];

/** Clients that are measured in the same way, in turn. */
export interface Group {
  readonly title: string;
  readonly clients: readonly ClientName[];
  readonly order: Omit<ClientOrder, 'client'>;
  /** Of each client, if not said otherwise. */
  readonly rounds: number;
  /** What takes minutes is measured once. */
  readonly once?: readonly ClientName[];
  /** The goals are for so many devices: with fewer, what all share weighs more than what is measured. */
  readonly judgedFrom: number;
  readonly judged: readonly Judged[];
}

/** One of ours, what it is held to, and beside whom it is shown. */
interface Judged {
  readonly what: string;
  readonly client: ClientName;
  readonly beside: readonly ClientName[];
  readonly goals: readonly Goal[];
}

export interface GroupResult extends Pick<Group, 'title' | 'judgedFrom'> {
  /** Median of the rounds, by client. */
  readonly figures: Readonly<Record<string, ClientFigures>>;
  readonly rounds: Readonly<Record<string, readonly ClientFigures[]>>;
  readonly tables: readonly Table[];
}

export interface Table extends Omit<Judged, 'goals'> {
  readonly rows: readonly GoalRow[];
}

interface GoalRow extends Goal {
  readonly verdict: Verdict;
}

const program = fileURLToPath(new URL('../../../.ci/run-program.js', import.meta.url));
const client = fileURLToPath(new URL('measured-client.ts', import.meta.url));
const deadlineMs = 30 * 60_000;

/** The clients take turns, so that a machine that becomes busy is so for all of them. */
export async function measureGroup(group: Group): Promise<GroupResult> {
  const { title, clients, order, judgedFrom, judged } = group;
  const rounds: Record<string, ClientFigures[]> = {};
  for (let round = 0; round < group.rounds; round += 1) {
    for (const name of clients) {
      if (round > 0 && group.once?.includes(name) === true) continue;
      // oxlint-disable-next-line no-await-in-loop -- one client at a time
      (rounds[name] ??= []).push(await measured({ ...order, client: name }));
    }
  }
  const figures = Object.fromEntries(clients.map((name) => [name, median(rounds[name] ?? [])]));
  const valueOf = (name: string, { figure }: Goal) => figures[name]?.[figure] ?? Number.NaN;
  const tables = judged.map(({ goals, ...one }) => ({
    ...one,
    rows: goals.map((goal) => {
      const verdict = verdictOf(goal, {
        ours: valueOf(one.client, goal),
        mqttjs: valueOf('MQTT.js', goal),
        bare: valueOf('bare', goal),
      });
      const isJudged = verdict === 'shown' || order.devices >= judgedFrom;
      return { ...goal, verdict: isJudged ? verdict : ('not judged' as const) };
    }),
  }));
  return { title, figures, rounds, tables, judgedFrom };
}

async function measured(order: ClientOrder): Promise<ClientFigures> {
  const child = spawn(process.execPath, [program, client, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: deadlineMs,
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new TypeError(`the client ${order.client} ended with ${code}`);
  return JSON.parse(text) as ClientFigures;
}

/** Of each figure by itself. */
function median(rounds: readonly ClientFigures[]): ClientFigures {
  const [first] = rounds;
  if (first === undefined) throw new TypeError('nothing was measured');
  const names = Object.keys(first) as (keyof ClientFigures)[];
  const entries = names.map((name) => {
    const sorted = rounds.map((one) => one[name]).toSorted((a, b) => a - b);
    return [name, sorted[Math.floor(sorted.length / 2)]];
  });
  return Object.fromEntries(entries) as ClientFigures;
}
