import { builtinModules } from 'node:module';
import * as timers from 'node:timers';
import { runInNewContext } from 'node:vm';

import { build } from 'esbuild';

const source = new URL('.', import.meta.url).pathname;

export interface BrowserBundle {
  readonly code: string;
  readonly bytes: number;
  /** Modules that a browser does not have. */
  readonly nodeModules: readonly string[];
  /** Packages whose code is in the bundle. */
  readonly packages: ReadonlySet<string>;
}

/** Bundles a module beside this file for a browser, and notes what of Node it asks for. */
export async function bundleForBrowser(stdin: string): Promise<BrowserBundle> {
  const nodeModules: string[] = [];
  const result = await build({
    stdin: { contents: stdin, resolveDir: source, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'bundle',
    target: 'es2022',
    conditions: ['@feierabend/source'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'no Node built-ins',
        setup(plugin) {
          plugin.onResolve({ filter: /./ }, ({ path, importer }) => {
            if (!nodeBuiltIn.test(path)) return undefined;
            nodeModules.push(`${path} from ${importer.split('/').slice(-3).join('/')}`);
            return { path, external: true };
          });
        },
      },
    ],
  });
  const code = result.outputFiles[0]?.text ?? '';
  const packages = new Set(
    Object.keys(result.metafile.inputs).flatMap((path) => packageName.exec(path)?.[1] ?? []),
  );
  return { code, bytes: new TextEncoder().encode(code).length, nodeModules, packages };
}

const packageName = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u;

const nodeBuiltIn = new RegExp(`^(?:node:.+|${builtinModules.join('|')})$`, 'u');

/**
 * Runs a bundle with what every browser has beside the language, and nothing of Node: no `process`,
 * `Buffer`, `require` or `global`. Gives what it exports.
 */
export function runInBrowser(code: string): Readonly<Record<string, unknown>> {
  const text = { TextEncoder, TextDecoder, URL, atob, btoa, AbortController };
  // The arrays are shared, because those of the text encoder are of this realm.
  const bytes = { Uint8Array, ArrayBuffer, DataView };
  return runInNewContext(`${code}\nbundle;`, {
    ...text,
    ...bytes,
    ...timers,
  }) as Record<string, unknown>;
}
