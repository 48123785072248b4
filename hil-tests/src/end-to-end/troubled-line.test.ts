import type { FlasherEvent } from '@feierabend/flasher';
import { SeededRandom } from '@feierabend/firmware-sim';
import { fromHex, verifyReceipt } from '@feierabend/protocol';
import { beforeAll, describe, expect, test } from 'vitest';

import type { BareBoard, FlasherRun } from './bare-board.tool.ts';
import { both, makeBench, makeTracker, names, network, people, port } from './tenant-bench.tool.ts';

const deadlineMs = 5 * 60_000;
const ca = ['--ca', 'ca.pem', '--ca-key', 'ca.key.pem'];

let blank: BareBoard;
let asked: BareBoard;
let tracker: BareBoard;

beforeAll(async () => {
  blank = await makeBench();
  asked = blank.clone();
  await asked.done('provision', 'csr', ...port, ...names);
  await asked.done('provision', 'certify', 'van-7.csr.pem', ...ca);
  tracker = await makeTracker();
  await tracker.done('policy', 'set', 'vans.yaml', '--work', 'mon-fri 08:00-12:00; sat off');
});

interface Work {
  readonly board: () => BareBoard;
  readonly argv: readonly string[];
  /** Steps that talk to the device, in their order. */
  readonly phases: readonly string[];
  /** The steps after which something is left that a person has to know of. */
  readonly leavesFrom: string;
  /** What has to be so whenever the command says that it is done. */
  readonly proof: (board: BareBoard) => Promise<void>;
}

async function isProvisioned(board: BareBoard): Promise<void> {
  const { out } = await board.done('info', ...port);
  expect(out).toMatch(/van-7 of tenant acme.*provisioned/u);
  const identity = JSON.parse(board.text('van-7.identity.json')) as { device: string };
  expect(identity.device).toBe('van-7');
}

async function isWiped(board: BareBoard): Promise<void> {
  expect((await board.done('info', ...port)).out).toContain('decommissioned');
  const protocol = JSON.parse(board.text('van-7-deletion.json')) as Record<string, string>;
  const [receipt, signKey] = ['receipt', 'signKey'].map(
    (name) => fromHex(protocol[name] ?? '') ?? new Uint8Array(),
  );
  expect(verifyReceipt(receipt ?? new Uint8Array(), signKey ?? new Uint8Array()).ok).toBe(true);
  expect(board.text('van-7-deletion.html')).toContain('Device-attested');
}

const opening = ['open', 'greet'];
const works: Readonly<Record<string, Work>> = {
  'provision install': {
    board: () => asked,
    argv: ['provision', 'install', '--cert', 'van-7.cert.pem', ...network, ...people],
    phases: [...opening, 'identify', 'request', 'send', 'restart', 'verify'],
    leavesFrom: 'request',
    proof: isProvisioned,
  },
  'provision run': {
    board: () => blank,
    argv: ['provision', 'run', ...names, ...ca, ...network, ...people],
    phases: [...opening, 'identify', 'request', 'certify', 'send', 'restart', 'verify'],
    leavesFrom: 'request',
    proof: isProvisioned,
  },
  'policy apply': {
    board: () => tracker,
    argv: ['policy', 'apply', 'vans.yaml', ...both],
    phases: ['check', ...opening, 'identify', 'send', 'verify'],
    leavesFrom: 'send',
    proof: async (board) => {
      expect((await board.done('policy', 'verify', 'vans.yaml', ...port)).out).toContain(
        'the same',
      );
    },
  },
  'config set': {
    board: () => tracker,
    argv: ['config', 'set', 'device/label=Van 7', ...both],
    phases: [...opening, 'read', 'write', 'verify'],
    leavesFrom: 'write',
    proof: async (board) => {
      const { result } = await board.done('config', 'get', 'device/label', ...port);
      expect(result).toEqual({ settings: { 'device/label': 'Van 7' } });
    },
  },
  'config export': {
    board: () => tracker,
    argv: ['config', 'export', 'kept.yaml'],
    phases: [...opening, 'read'],
    leavesFrom: 'never',
    proof: async (board) => {
      expect((await board.done('config', 'diff', 'kept.yaml', ...port)).out).toContain('No change');
    },
  },
  audit: {
    board: () => tracker,
    argv: ['audit', '--out', 'van-7.journal', '--report', 'audit.html'],
    phases: [...opening, 'read'],
    leavesFrom: 'never',
    proof: async (board) => {
      expect(board.text('audit.html')).toMatch(/Journal .*verified up to the head/u);
      await board.done('audit', 'van-7.journal', '--identity', 'van-7.identity.json');
    },
  },
  wipe: {
    board: () => tracker,
    argv: ['wipe', ...both, '--scope', 'device', '--data', 'destroy'],
    phases: [...opening, 'identify', 'export', 'send', 'erase', 'verify', 'receipt'],
    leavesFrom: 'send',
    proof: isWiped,
  },
};

/** Calls once, when a step of the command begins. */
function atBegin(phase: string, call: () => void): (event: FlasherEvent) => void {
  let isDone = false;
  return ({ event, task }) => {
    if (isDone || event !== 'begin' || task.split('/')[1] !== phase) return;
    isDone = true;
    call();
  };
}

/** The command line that the end of a run tells to type. */
function told({ argv }: Work, { err }: FlasherRun): readonly string[] {
  const line = /"flasher ([^"]+)" goes on/u.exec(err)?.[1];
  if (line !== undefined) return [...line.split(' '), ...port];
  return [...argv, ...port, ...(err.includes('--force') ? ['--force'] : [])];
}

const cases = Object.entries(works).flatMap(([name, work]) =>
  work.phases.map((phase) => [name, phase, work] as const),
);

test.each(Object.entries(works))('%s goes through its steps', async (_name, work) => {
  const board = work.board().clone();
  const run = await board.done(...work.argv, ...port);
  const begun = run.events.flatMap(({ event, task }) =>
    event === 'begin' && task.includes('/') ? [task.split('/')[1]] : [],
  );
  expect(begun).toEqual(work.phases);
  await work.proof(board);
});

type Trouble = (board: BareBoard, interruption: AbortController) => void;
const troubles: readonly (readonly [string, Trouble, readonly number[], RegExp])[] = [
  ['the port hangs up', (board) => board.line.cut(), [4, 5], /\[PORT_CLOSED\]|\[SMP_\w+\]/u],
  ['the device is silent', (board) => void (board.line.isSilent = true), [5], /\[SMP_\w+\]/u],
  ['Ctrl-C', (_board, interruption) => interruption.abort(), [130], /\[INTERRUPTED\]/u],
];

describe.each(troubles)('%s', (_trouble, make, exitCodes, code) => {
  test.each(cases)(
    'in %s, step %s: it ends, says what is left, and the command it tells goes on to the end',
    async (_name, phase, work) => {
      const board = work.board().clone();
      const interruption = new AbortController();
      const run = await board.type([...work.argv, ...port], {
        signal: interruption.signal,
        onEvent: atBegin(phase, () => make(board, interruption)),
      });
      expect(run.tookMs).toBeLessThan(deadlineMs);
      board.line.heal();
      if (run.exitCode === 0) {
        // The step needed the device no more.
        await work.proof(board);
        return;
      }
      expect(exitCodes).toContain(run.exitCode);
      expect(run.err).toMatch(code);
      const isLeft = work.phases.indexOf(phase) >= work.phases.indexOf(work.leavesFrom);
      if (isLeft && work.leavesFrom !== 'never') {
        expect(run.err).toMatch(/INTERRUPTED|Left behind: /u);
        expect(run.err).not.toContain('nothing was changed');
      }
      const again = await board.flasher(...told(work, run));
      expect(again.err).toBe('');
      expect(again.exitCode).toBe(0);
      await work.proof(board);
    },
  );
});

describe('a line that loses, doubles and flips bytes', () => {
  const rates = [
    [1e-4, 1],
    [1e-3, 1],
    [1e-3, 2],
  ] as const;
  test.each(
    Object.entries(works).flatMap(([name, work]) =>
      rates.map(([rate, seed]) => [name, rate, seed, work] as const),
    ),
  )('%s at %f, seed %i: done and proved, or an end that can be resumed', async (...parts) => {
    const [, rate, seed, work] = parts;
    const board = work.board().clone();
    board.line.spoil = noise(rate, seed);
    const run = await board.flasher(...work.argv, ...port);
    expect(run.tookMs).toBeLessThan(deadlineMs);
    board.line.heal();
    if (run.exitCode !== 0) {
      expect([run.exitCode, run.err]).toEqual([5, expect.any(String)]);
      const again = await board.flasher(...told(work, run));
      expect([again.exitCode, again.err]).toEqual([0, '']);
    }
    await work.proof(board);
  });
});

function noise(rate: number, seed: number): (bytes: Uint8Array) => Uint8Array {
  const random = new SeededRandom(seed);
  return (bytes) =>
    Uint8Array.from(
      [...bytes].flatMap((byte) => {
        const drawn = random.nextU32() / 2 ** 32;
        if (drawn >= rate) return [byte];
        if (drawn < rate / 3) return [];
        return drawn < (2 * rate) / 3 ? [byte, byte] : [byte ^ 0x10];
      }),
    );
}
