import { register } from 'node:module';
import { register as registerTsx } from 'tsx/esm/api';

/** A module resolution hook: under this export condition our packages point at their TypeScript sources. */
const hook = `export function resolve(specifier, context, next) {
  const conditions = [...context.conditions, '@feierabend/source'];
  return next(specifier, { ...context, conditions });
}`;

/** Runs a TypeScript program of this repository as it lies there, without a build. */
export async function runSource(main) {
  registerTsx();
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
  await import(main.href);
}
