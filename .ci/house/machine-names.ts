import { findAll, type Finding, type SourceFile } from './source-file.ts';

/** A path only one machine has: a home, a mounted work folder, a Windows user folder. */
const machinePath =
  /(?<![\w.$/*~-])\/(?:work|root|workspace|builds|home\/[a-z]\w*|Users\/\w+)\/|\b[A-Z]:\\Users\\/gu;
const registryHost =
  /\b(?:registry\.(?:npmjs\.org|yarnpkg\.com)|pypi\.org\/simple|deb\.debian\.org|npm\.pkg\.github\.com)\b/gu;
const resolvedHost = /"resolved": "[a-z+]+:\/\//gu;

/** What ties the tree to one machine or one mirror: paths, registry hosts, resolved hosts of the lock file. */
export function machineNameFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap(({ path, text }) => {
    const patterns = path.endsWith('package-lock.json')
      ? [resolvedHost, registryHost]
      : [machinePath, registryHost];
    return patterns.flatMap((pattern) =>
      findAll(text, pattern).map(({ line, match }) => `${path}:${line} names ${match}`),
    );
  });
}
