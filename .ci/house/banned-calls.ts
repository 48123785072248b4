import { codeText } from './code-text.ts';
import { findAll, isSource, isTest, type Finding, type SourceFile } from './source-file.ts';

interface Ban {
  readonly pattern: RegExp;
  readonly where: (path: string) => boolean;
  readonly instead: string;
}

const inPackages = (path: string) => /^[^/.]+\/src\//u.test(path);
const inCode = (path: string) => inPackages(path) && !isTest(path);
const inVirtualTime = (path: string) =>
  /^(?:protocol\/src|firmware-sim\/src\/(?:core|gnss|route|replay))\//u.test(path);

const bans: readonly Ban[] = [
  {
    pattern: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|\bperformance\s*\.\s*now\b/gu,
    where: inVirtualTime,
    instead: 'ask the clock port',
  },
  {
    pattern: /(?<![\w$.])(?:setTimeout|setInterval)\b/gu,
    where: inVirtualTime,
    instead: 'ask the clock port',
  },
  {
    pattern: /\bsetImmediate\b/gu,
    where: (path) => inVirtualTime(path) && !isTest(path),
    instead: 'ask the clock port',
  },
  {
    pattern: /\bMath\s*\.\s*random\b/gu,
    where: inPackages,
    instead: 'ask the random port, which has a seed',
  },
  {
    pattern: /\b(?:getRandomValues|randomBytes|randomUUID|randomSecretKey)\b/gu,
    where: (path) => inVirtualTime(path) && !isTest(path),
    instead: 'ask the random port, which has a seed',
  },
  {
    pattern: /\bthrow\s+(?:new\s+)?(?:Error|TypeError|RangeError)\s*\(/gu,
    where: inCode,
    instead: 'throw a UsageError, DataError, LinkError or InternalError',
  },
  {
    pattern: /(?<![\w$.#])console\s*\.\s*(?:log|error|warn|info|debug|trace|table|dir)\b/gu,
    where: (path) => inPackages(path) && !path.endsWith('/main.ts'),
    instead: 'write to the output the program was given',
  },
  {
    pattern: /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b/gu,
    where: () => true,
    instead: 'a test runs, or is skipped by a condition (skipIf) that names its reason',
  },
  {
    pattern:
      /\bnew\s+Promise\b[^;]{0,30}\(\s*\(?(\w+)\)?\s*=>[^;]{0,20}?\bsetTimeout\s*\(\s*\1\b/gu,
    where: (path) => inPackages(path) && isTest(path),
    instead: 'simulate time instead of sleeping',
  },
];

/** Calls that make a run unrepeatable, an error unhelpful, or a test untrue. */
export function bannedCallFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter(({ path }) => isSource(path))
    .flatMap(({ path, text }) => {
      const applying = bans.filter(({ where }) => where(path));
      if (applying.length === 0) return [];
      const code = codeText(text);
      return applying.flatMap(({ pattern, instead }) =>
        findAll(code, pattern).map(
          ({ line, match }) =>
            `${path}:${line} calls ${match.replaceAll(/\s+/gu, ' ')}: ${instead}`,
        ),
      );
    });
}
