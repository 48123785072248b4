import { builtinModules } from 'node:module';

import { codeText } from './code-text.ts';
import { importsOf, targetOf, type ImportLine } from './imports.ts';
import { findAll, isSource, isTest, type Finding, type SourceFile } from './source-file.ts';

const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  'firmware-sim': ['@feierabend/protocol'],
  flasher: ['@feierabend/protocol'],
  'hil-tests': ['@feierabend/protocol', '@feierabend/firmware-sim', '@feierabend/flasher'],
};

/** The only doors of our packages beside their roots. */
const subpaths =
  /^@feierabend\/(?:protocol\/(?:policy-source|holidays)|firmware-sim\/(?:broker|config|controller|faults|leak|page|pki|reaper)\/[a-z0-9.-]+)$/u;

const corePath = 'firmware-sim/src/core/';
/** Seeded defects come with a signed image, and by no other door. */
const defectsPath = `${corePath}defects/`;
const defectDoors: Readonly<Record<string, string>> = {
  'firmware-sim/src/core/tracker.ts': `${defectsPath}image-assembly.ts`,
  'firmware-sim/src/index.ts': `${defectsPath}defect-list.ts`,
  // A scenario names the defects of the images that its fleet is built with.
  'firmware-sim/src/fleet/scenario/fleet-defects.ts': `${defectsPath}defect-list.ts`,
  'firmware-sim/src/adapters/defects/image-wire.ts': `${defectsPath}defect-list.ts`,
};
/** The modem's own, which the core knows only by its port, have a door of the same kind. */
const modemDefectsPath = 'firmware-sim/src/adapters/defects/';
const modemDefectDoor = {
  from: 'firmware-sim/src/runner/tracker-process.ts',
  to: `${modemDefectsPath}image-wire.ts`,
};

/** What `hil run` runs on a bench is a product, and vitest is its engine. */
const suitesOfBenches = /^hil-tests\/src\/(?:run|suites)\//u;

const builtins = new Set(builtinModules);

/** The arrows of the architecture: who may import whom, and who may touch the process. */
export function layeringFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files.filter(({ path }) => isSource(path) && /^[^/]+\/src\//u.test(path)).flatMap(inspect);
}

function inspect(file: SourceFile): readonly Finding[] {
  const imports = importsOf(file).flatMap((line) => {
    const problem = importProblem(file, line.specifier);
    return problem === undefined ? [] : [finding(file, line, problem)];
  });
  return [...imports, ...processFindings(file)];
}

function finding(file: SourceFile, { line, specifier }: ImportLine, problem: string): Finding {
  return `${file.path}:${line} imports '${specifier}': ${problem}`;
}

function importProblem(file: SourceFile, specifier: string): string | undefined {
  const owner = file.path.split('/')[0] ?? '';
  const target = targetOf(file, specifier);
  if (target !== undefined) {
    if (!target.startsWith(`${owner}/`)) return 'a package is imported by its name';
    if (!isTest(file.path) && isTest(target)) return 'what is built leaves tests out';
    if (!isTest(file.path) && isForbiddenDefect(file.path, target)) {
      return 'a seeded defect comes with a signed image';
    }
    if (file.path.startsWith(corePath) && !isTest(file.path)) return coreTargetProblem(target);
    return undefined;
  }
  if (specifier.startsWith('@feierabend/')) {
    const name = specifier.split('/').slice(0, 2).join('/');
    if (!(mayImport[owner] ?? []).includes(name)) return `${owner} may not know ${name}`;
    if (specifier !== name && !subpaths.test(specifier)) return 'a package is entered at its root';
    return undefined;
  }
  if (isTest(file.path)) return undefined;
  if (specifier === 'vitest' && suitesOfBenches.test(file.path)) return undefined;
  if (specifier === 'vitest' || specifier === 'fast-check') return 'this belongs in a test';
  if (owner === 'protocol' && isBuiltin(specifier)) return 'protocol runs in a browser';
  if (file.path.startsWith(corePath) && !specifier.startsWith('@noble/')) {
    return 'the core knows only itself, @feierabend/protocol and pure ciphers';
  }
  return undefined;
}

function isForbiddenDefect(path: string, target: string): boolean {
  if (target.startsWith(modemDefectsPath)) {
    return path !== modemDefectDoor.from || target !== modemDefectDoor.to;
  }
  if (!target.startsWith(defectsPath) || path.startsWith(defectsPath)) return false;
  return defectDoors[path] !== target;
}

function coreTargetProblem(target: string): string | undefined {
  const folder = target.slice('firmware-sim/src/'.length).split('/')[0] ?? '';
  return folder === 'core' || folder === 'gnss'
    ? undefined
    : `the core reaches ${folder} through its ports`;
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '');
}

/** Only a `main.ts` binds a program to its process; everything else is given what it needs. */
function processFindings(file: SourceFile): readonly Finding[] {
  if (file.path.endsWith('/main.ts') || isTest(file.path)) return [];
  const uses = findAll(codeText(file.text), /(?<![\w$.])process\s*(?:\?\.|\.|\[)/gu);
  const imports = importsOf(file).filter(({ specifier }) => /^(?:node:)?process$/u.test(specifier));
  return [...uses, ...imports].map(
    ({ line }) => `${file.path}:${line} touches process: only main.ts does`,
  );
}
