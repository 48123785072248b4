import { decodePolicy, encodePolicy } from '../../src/policy/compiled-policy.ts';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import { houseExample } from '../../src/policy/sample-policy.suite.ts';
import { compilePolicy } from '../../src/policy/source/compile-policy.ts';
import {
  parsePolicySource,
  policySourceCharactersMax,
} from '../../src/policy/source/parse-policy.ts';
import { corpora, textOf, utf8 } from '../corpus.ts';
import { growPolicyBytes, growPolicySource } from '../grown/policy.ts';
import type { FuzzTarget } from '../target.ts';

/** Device side: what is accepted has one encoding, and answers any second. */
export const compiledPolicy: FuzzTarget = {
  name: 'policy, compiled',
  corpus: corpora.policies,
  grow: growPolicyBytes,
  run(input, dice) {
    const read = decodePolicy(input);
    if (!read.ok) return { accepted: false, output: read };
    for (const timeS of [0, read.value.validFromS, dice.word(), 0xffff_ffff]) {
      evaluatePolicy(read.value, timeS);
    }
    return { accepted: true, output: read.value, again: encodePolicy(read.value) };
  },
};

const long = (line: (i: number) => string) => (bytes: number) => {
  let text = houseExample.split('\nweek:')[0] ?? '';
  for (let i = 0; text.length < bytes; i += 1) text += `\n${line(i)}`;
  return utf8.encode(text.slice(0, Math.min(bytes, policySourceCharactersMax)));
};

/** Host side: YAML from anybody. A source that is read compiles, but for keys and sizes. */
export const policySource: FuzzTarget = {
  name: 'policy, YAML',
  corpus: [utf8.encode(houseExample)],
  grow: (dice) => utf8.encode(growPolicySource(dice)),
  documented: ['POLICY_INVALID', 'POLICY_RECIPIENT'],
  outputBytesMax: (inputBytes) => 65_536 + 256 * inputBytes,
  run(input) {
    const parsed = parsePolicySource(textOf(input), { fileName: 'fuzz.yaml' });
    if (!parsed.ok) {
      if (parsed.problems.length === 0) throw new TypeError('it was refused without a reason');
      return { accepted: false, output: parsed.problems };
    }
    const policy = compilePolicy(parsed.source);
    if (!decodePolicy(encodePolicy(policy)).ok) throw new TypeError('no device would take it');
    return { accepted: true, output: parsed.source };
  },
  dress: (input) => utf8.encode(`${houseExample}${textOf(input)}`),
  shapeBytes: 6000,
  shapes: {
    'unknown keys': long((i) => `key${i}: 1`),
    'long comment': long(() => '#'.repeat(100)),
    'list of dates': long((i) => (i === 0 ? 'holidays:' : '  - 2026-12-25')),
    'list in brackets': (bytes) => utf8.encode(`holidays: [${'a, '.repeat(bytes / 3)}]`),
    'nested brackets': (bytes) => utf8.encode(`week: ${'['.repeat(bytes)}`),
    'nested maps': (bytes) => utf8.encode(`week: ${'{a: '.repeat(bytes / 4)}`),
    'same alias': long((i) => (i === 0 ? 'week: &a []' : `k${i}: *a`)),
    'one long text': (bytes) => utf8.encode(`name: ${'x'.repeat(bytes)}`),
    'one quoted text': (bytes) => utf8.encode(`name: "${'\\n'.repeat(bytes / 2)}"`),
    spaces: (bytes) => utf8.encode(`name: x${' '.repeat(bytes)}y`),
    'windows of a day': (bytes) =>
      utf8.encode(`week:\n  mon: ${'08:00-09:00, '.repeat(bytes / 13)}`),
  },
};
