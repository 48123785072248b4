import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

const shipped = new URL('../../../scenarios/', import.meta.url);

/** The file of this name; a relative one that is not there is looked for among the shipped scenarios. */
export async function findScenario(name: string): Promise<string> {
  if (isAbsolute(name) || (await isThere(name))) return name;
  const path = fileURLToPath(new URL(name.replace(/^(?:\.\/)?scenarios\//u, ''), shipped));
  return (await isThere(path)) ? path : name;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
