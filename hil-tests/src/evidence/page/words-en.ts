import { englishDrawing } from '../../report/drawing-words.ts';
import { countText } from '@feierabend/firmware-sim/page/number-text';
import type { EvidenceWords } from './words.ts';

export const englishWords: EvidenceWords = {
  title: 'Evidence of a test run',
  otherLanguage: 'Deutsch',
  run: 'Run',
  headline: {
    PASS: 'Every test that ran has passed',
    FAIL: 'The product is not as promised',
    TIMEOUT: 'The product did not answer in time',
    ERROR: 'The bench failed, so the run is incomplete',
    ABORTED: 'The run was ended before it was done',
    SKIP: 'Nothing was tried, so nothing is proved',
    DEFECTS: 'A run with seeded defects: it counts for nothing',
  },
  story: ({ tests, passed, failed, broken, skipped, flaky, duration }) =>
    `${countText(tests, 'test')} in ${duration}: ${passed} passed` +
    `${flaky > 0 ? `, ${flaky} of them not at the first attempt` : ''}; ${failed} failed by the ` +
    `product, ${broken} broken off by the bench or by somebody, ${skipped} skipped.`,
  notCertification:
    'This is evidence, not a certification. It shows what was measured, on this bench, with this firmware, in this run. ' +
    'Whether a processing is lawful is for the controller to judge.',
  placesKept:
    'This folder holds coordinates: the run was asked to keep them (--places). Give it to nobody who may not see where the device was.',
  defects: (names) =>
    `Defects were switched on to try the suite itself (${names}). Nothing here says anything about a product.`,
  tiles: {
    proved: 'clauses proved',
    partly: 'clauses proved in part',
    failed: 'clauses failed',
    open: 'clauses open',
    passed: 'tests passed, of',
    flaky: 'passed, but not at once',
    bench: 'faults of the bench',
  },
  clauses: {
    title: 'What is promised, and what the run says about it',
    note:
      'Proved: all tests of the clause that this run has were tried, and passed. Partly: some passed, and the others were left out, or the bench ' +
      'cannot try them. Open: no test has tried it to the end, which ' +
      'says neither that it holds nor that it does not. Organisational: people keep it, no test can.',
    columns: ['clause', 'promised', 'verdict', 'tests and what they measured'],
    untried: 'Tried by no test here:',
    tried: (tried, of) => `${tried} of ${countText(of, 'test')} could run on this bench`,
    leftOut: (count) =>
      `${countText(count, 'test')} of it ${count === 1 ? 'is' : 'are'} in suites that this run has left out`,
    noTest: 'No test of this run names it.',
    noTestNeeded: 'Not testable here.',
    more: (count) => `and ${count} more under "All tests"`,
  },
  verdicts: {
    proved: 'proved',
    partly: 'partly',
    failed: 'failed',
    open: 'open',
    organisational: 'organisational',
  },
  outcomes: {
    PASS: 'passed',
    FAIL: 'failed',
    TIMEOUT: 'no answer',
    ERROR: 'bench fault',
    ABORTED: 'ended early',
    SKIP: 'skipped',
  },
  flaky: 'flaky',
  days: {
    title: 'The days that were driven',
    note:
      'Above: when the policy allowed capture. Below: what arrived. Every state has a texture of its own, so the ribbon reads ' +
      'without colour as well. Withheld time has no coordinates anywhere.',
    places:
      'Tracks are drawn in metres from their first point; where on earth they are stands in no file.',
  },
  drawing: englishDrawing,
  timing: {
    title: 'Timing',
    facts: ({ count, lowest, median, highest, outside }) =>
      `${countText(count, 'sample')}: ${lowest} at least, ${median} in the middle, ${highest} at most; ` +
      `${outside === 0 ? 'none' : outside} outside the limits.`,
    spoken: (title, facts) => `${title}: ${facts}`,
    exactly: 'exactly',
    atMost: 'at most',
    atLeast: 'at least',
  },
  tests: {
    title: 'All tests',
    columns: ['test', 'outcome', 'time', 'measured'],
    attempts: (count) => countText(count, 'attempt'),
    bad: 'outside its limits',
    answers: { yes: 'yes', no: 'no' },
  },
  failures: {
    title: 'What the product did wrong',
    note: 'The last attempt counts; those before it are shown as well.',
  },
  benchFaults: {
    title: 'What the bench did wrong',
    note: 'It says nothing about the product: repair the bench and repeat the run.',
    own: 'outside of any test',
  },
  skipped: {
    title: 'What was not tried',
    note: 'A test is skipped only where the bench does not promise what it needs. A skipped test proves nothing.',
    needs: 'needs',
  },
  flakyTests: {
    title: 'What passed, but not at once',
    note: 'Each of these failed first. It is counted as passed, and it is a reason to look.',
  },
  aborted: { title: 'What was ended early' },
  attempt: (number, of) => `attempt ${number} of ${of}`,
  proofs: {
    title: 'Journals and deletion receipts',
    columns: ['device', 'what', 'verified with the key of the device'],
    journal: (entries) => `journal, ${countText(entries, 'entry', 'entries')}`,
    receipt: 'deletion receipt',
    key: 'signs with (Ed25519)',
  },
  digests: {
    title: 'What was tested, and with what',
    bench: 'bench file (SHA-256)',
    target: 'bench',
    capabilities: 'it promises',
    tools: 'tools',
    source: 'their source (SHA-256)',
    commit: 'commit',
    changed: 'changed since',
    host: 'host',
    firmware: 'firmware',
    underTest: 'firmware under test',
    policies: 'Policies, as devices have them',
    columns: ['no.', 'applied in', 'SHA-256'],
  },
  files: {
    title: 'Files of the run',
    note: 'Each is in the folder attachments, under its SHA-256.',
    columns: ['file', 'of the test', 'size', 'SHA-256'],
    scrubbed: {
      relative: 'without coordinates: metres from the first point',
      masked: 'without coordinates: masked',
      'left-out': 'left out, because it may hold coordinates',
    },
    kinds: {
      journal: 'journal',
      receipt: 'deletion receipt',
      policy: 'policy',
      records: 'records',
      windows: 'windows',
      timing: 'timing',
      log: 'log',
      bytes: 'bytes',
    },
  },
  repeat: {
    title: 'To check and repeat it',
    note:
      'Anybody with the folder can check it, without a network: the first command needs this toolchain, the second nothing but ' +
      'a system with sha256sum. Keys and days follow from the seed; timings differ.',
    command: 'the run',
    seed: 'seed',
    verify: 'check everything',
    sums: 'check the files',
  },
  footer:
    'Feierabend. This page needs no network and runs no script; the same facts for machines are in run.json and junit.xml.',
};
