import { readFile, rename, rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

/**
 * Puts a TypeScript program of this repository together in one file, for whoever starts it often: a start that reads every
 * source by itself takes seconds of a processor. What others wrote stays where it is, and every source still knows its own
 * place, so that it finds what lies beside it.
 */
export async function bundleSource(main, file) {
  const part = `${file}.${process.pid}.part`;
  await build({
    entryPoints: [main],
    outfile: part,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['@feierabend/source'],
    logLevel: 'silent',
    plugins: [ownOnly, ownPlaces],
  });
  await rename(part, file).catch(async (error) => {
    await rm(part, { force: true });
    throw error;
  });
}

const ownOnly = {
  name: 'own packages only',
  setup({ onResolve }) {
    // oxlint-disable-next-line require-unicode-regexp -- Go reads it
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@feierabend/')
        ? undefined
        : { path, external: true },
    );
  },
};

const ownPlaces = {
  name: 'own places',
  setup({ onLoad }) {
    // oxlint-disable-next-line require-unicode-regexp -- Go reads it
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};
