import { posix } from 'node:path';

import { findAll, isTest, type Finding, type SourceFile } from './source-file.ts';

const tools = ['flasher', 'firmware-sim', 'hil'] as const;
const toolPackages = { flasher: 'flasher', 'firmware-sim': 'firmware-sim', hil: 'hil-tests' };
/** npm runs these without a script of that name. */
const npmOwn = new Set(['ci', 'install', 'pack', 'exec', 'version', 'publish', 'run']);
/** Made by a run or a build, so a document may name what is in them. */
const generated = /^(?:out|[^/]+\/dist|node_modules|coverage)(?:\/|$)/u;

interface Tree {
  readonly paths: ReadonlySet<string>;
  readonly roots: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Documents that name a file, a script or a command which does not exist. */
export function documentFindings(files: readonly SourceFile[]): readonly Finding[] {
  const tree = surveyOf(files);
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) => [
      ...linkFindings(file, tree),
      ...codeSpans(file.text).flatMap(({ line, code }) =>
        [
          ...pathProblems(code, tree),
          ...npmProblems(code, tree),
          ...commandProblems(code, tree),
        ].map((problem) => `${file.path}:${line} ${problem}`),
      ),
    ]);
}

function surveyOf(files: readonly SourceFile[]): Tree {
  const paths = new Set<string>();
  for (const { path } of files) {
    for (let at = path; at !== '.'; at = posix.dirname(at)) paths.add(at);
  }
  const manifest = files.find(({ path }) => path === 'package.json')?.text ?? '{}';
  const { scripts = {} } = JSON.parse(manifest) as { scripts?: Record<string, string> };
  return {
    paths,
    roots: new Set(files.map(({ path }) => path.split('/')[0] ?? '')),
    scripts: new Set(Object.keys(scripts)),
    commands: new Map(tools.map((tool) => [tool, commandsOf(files, toolPackages[tool])])),
  };
}

/** The commands a package declares, as `policy plan`: by `.command('run')`, or by the `path` of a command file. */
function commandsOf(files: readonly SourceFile[], packageName: string): ReadonlySet<string> {
  const commands = new Set<string>(['help']);
  for (const { path, text } of files) {
    if (!path.startsWith(`${packageName}/src/`) || isTest(path)) continue;
    for (const [, name] of text.matchAll(/\.command\(\s*'([\w-]+)/gu)) commands.add(name ?? '');
    for (const [, list] of text.matchAll(/\bpath:\s*\[((?:\s*'[\w-]+',?)+)\s*\]/gu)) {
      commands.add((list ?? '').replaceAll(/[',\s]+/gu, ' ').trim());
    }
  }
  return commands;
}

/** Inline code and the lines of fenced code, where a document quotes what can be typed. */
function codeSpans(text: string): readonly { line: number; code: string }[] {
  let fenced = false;
  return text.split('\n').flatMap((content, index) => {
    const line = index + 1;
    if (/^\s*(?:```|~~~)/u.test(content)) {
      fenced = !fenced;
      return [];
    }
    if (fenced) return [{ line, code: content.replace(/(?:^|\s)#.*$/u, '') }];
    return findAll(content, /`[^`]+`/gu).map(({ match }) => ({ line, code: match.slice(1, -1) }));
  });
}

function linkFindings(file: SourceFile, tree: Tree): readonly Finding[] {
  return findAll(file.text, /\]\((?![a-z]+:|#)[^)\s]+\)/gu).flatMap(({ line, match }) => {
    const target = match.slice(2, -1).replace(/#.*$/u, '');
    const path = posix.normalize(posix.join(posix.dirname(file.path), target)).replace(/\/$/u, '');
    const exists = path === '.' || tree.paths.has(path) || generated.test(path);
    return exists ? [] : [`${file.path}:${line} links to ${target}, which does not exist`];
  });
}

/** Words that start with a folder of the repository and are no pattern with a placeholder. */
function pathProblems(code: string, tree: Tree): readonly string[] {
  const words = code
    .split(/[\s"'(),;=]+/u)
    .map((word) => word.replace(/^\.\/|[:.](?:\d+)?$|\/$/gu, ''));
  return words.flatMap((word) => {
    const root = word.split('/')[0] ?? '';
    const named = word.includes('/') && tree.roots.has(root) && !/[<>*{}$|]|\.\.\./u.test(word);
    if (!named || tree.paths.has(word) || generated.test(word)) return [];
    return [`names ${word}, which does not exist`];
  });
}

function npmProblems(code: string, tree: Tree): readonly string[] {
  return findAll(code, /\bnpm (?:run )?[a-z][\w:-]*/gu).flatMap(({ match }) => {
    const name = match.split(' ').at(-1) ?? '';
    const known = tree.scripts.has(name) || (!match.includes(' run ') && npmOwn.has(name));
    return known ? [] : [`names "${match}", but package.json has no such script`];
  });
}

function commandProblems(code: string, tree: Tree): readonly string[] {
  const line =
    /^\s*(?:\$ |> )?(?:npx (?:--no )?)?(flasher|firmware-sim|hil) ([a-z][\w|-]*)(?: ([a-z][a-z|-]*)(?=\s|$))?/u;
  const [, tool = '', first = '', second] = line.exec(code) ?? [];
  const commands = tree.commands.get(tool);
  if (commands === undefined) return [];
  return first.split('|').flatMap((group) => {
    const isGroup = [...commands].some((command) => command.startsWith(`${group} `));
    const wanted = isGroup && second !== undefined ? second.split('|') : [undefined];
    return wanted.flatMap((name) => {
      const command = name === undefined ? group : `${group} ${name}`;
      const known = commands.has(command) || (name === undefined && isGroup);
      return known ? [] : [`names "${tool} ${command}", which is no command`];
    });
  });
}
