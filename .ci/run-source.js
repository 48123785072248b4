import { register } from 'node:module';
import { register as registerTsx } from 'tsx/esm/api';

/**
 * A module resolution hook: under this export condition our packages point at their TypeScript sources. And a loading hook:
 * the loader writes the name of every function onto it each time it is made, which an engine does by itself, and which takes
 * a fifth of the time and a third of the memory of a simulated device. As many spaces keep the columns of its source map.
 */
const hooks = `
const writesNames = '__defProp(target,"name",{value,configurable:true})';

export function resolve(specifier, context, next) {
  const conditions = [...context.conditions, '@feierabend/source'];
  return next(specifier, { ...context, conditions });
}

export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.endsWith('.ts') || loaded.source == null) return loaded;
  const source = String(loaded.source).replace(writesNames, 'target'.padEnd(writesNames.length));
  return { ...loaded, source };
}`;

/** Runs a TypeScript program of this repository as it lies there, without a build. */
export async function runSource(main) {
  registerTsx();
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  await import(main.href);
}
