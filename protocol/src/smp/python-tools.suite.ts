import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A machine that installs from far away needs minutes; a test that waits longer has failed. */
export const installDeadlineMs = 240_000;
const runDeadlineMs = 60_000;

/** Programs of PyPI in a virtual environment of their own, outside of the tree. */
export class PythonTools {
  /** For the files of the test too; goes with the tools. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Rejects when Python is missing or a package cannot be installed: a failure, not a skip. */
  static async install(...packages: readonly string[]): Promise<PythonTools> {
    const folder = await mkdtemp(join(tmpdir(), 'feierabend-python-'));
    const options = { timeout: installDeadlineMs };
    await run('python3', ['-m', 'venv', join(folder, 'venv')], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
    await run(join(folder, 'venv', 'bin', 'python'), pip, options);
    return new PythonTools(folder);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** What the program wrote; rejects with its errors when it ends with another code than 0. */
  async run(program: string, ...args: readonly string[]): Promise<string> {
    const path = join(this.folder, 'venv', 'bin', program);
    const { stdout } = await run(path, args, { cwd: this.folder, timeout: runDeadlineMs });
    return stdout;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
