// Makes a fresh clone ready: installs the locked packages when they are missing or are not those of package-lock.json.
// Plain JavaScript without dependencies, because it runs before there are any.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockFolder = join(root, 'out', 'ready.lock');
const installDeadlineMs = 10 * 60_000;
const pollMs = 200;

/** A sentence for the reader instead of a stack. */
class NotReady extends Error {}

try {
  requireNode(20, 19);
  if (!isInstalled()) withLock(() => isInstalled() || install());
} catch (error) {
  if (!(error instanceof NotReady)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new NotReady(
    `Expected Node.js ${major}.${minor} or newer, but this is ${process.versions.node}; ` +
      'install a current Node.js and run the command again.',
  );
}

/** Whether npm's own record of the installed tree agrees with the lock file. */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) {
    throw new NotReady(
      'Expected a readable package-lock.json, but there is none; ' +
        'restore it with "git checkout package-lock.json".',
    );
  }
  if (present === undefined) return false;
  const agrees = (path, entry) =>
    entry !== undefined &&
    entry.version === wanted[path].version &&
    entry.integrity === wanted[path].integrity;
  // An optional package of another platform is locked, but not installed.
  const complete = Object.keys(wanted).every((path) =>
    path === '' || (wanted[path].optional && present[path] === undefined)
      ? true
      : agrees(path, present[path]),
  );
  return complete && Object.keys(present).every((path) => wanted[path] !== undefined);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

function install() {
  console.error(
    'Installing the locked packages with "npm ci" (about half a minute, only once) ...',
  );
  const { npm_execpath: npmPath = '' } = process.env;
  const [command, args] = basename(npmPath).startsWith('npm')
    ? [process.execPath, [npmPath, 'ci']]
    : ['npm', ['ci']];
  const run = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: installDeadlineMs,
    // On Windows npm is a command file, which only a shell can start.
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (run.status === 0) return;
  process.stderr.write(run.stderr ?? '');
  const came =
    run.error?.message ?? (run.signal ? `stopped by ${run.signal}` : `code ${run.status}`);
  throw new NotReady(
    `Expected "npm ci" to install the packages, but it ended with ${came}; ` +
      'check the network and the npm message above, then run the command again.',
  );
}

/** Two commands may start at once in one clone: the second waits, and then finds nothing left to do. */
function withLock(work) {
  const deadline = Date.now() + installDeadlineMs;
  let told = false;
  while (!takeLock()) {
    if (!told) console.error('Another command is installing the packages here; waiting for it ...');
    told = true;
    if (Date.now() > deadline) {
      throw new NotReady(
        'Expected the other installation to end within 10 minutes, but it did not; ' +
          'stop it, delete out/ready.lock and run the command again.',
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
  }
  try {
    work();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

function takeLock() {
  mkdirSync(join(root, 'out'), { recursive: true });
  // A lock is made whole under another name and then renamed, so nobody sees one without its owner.
  const own = `${lockFolder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'pid'), String(process.pid));
  try {
    // Renaming a folder onto one that is not empty fails, and that is the test for the lock.
    if (existsSync(lockFolder) && !ownerIsGone()) return false;
    renameSync(own, lockFolder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** Removes the lock of a process that has died; renaming it away first lets only one waiter do it. */
function ownerIsGone() {
  try {
    const owner = Number(readFileSync(join(lockFolder, 'pid'), 'utf8'));
    if (isAlive(owner)) return false;
    const dead = `${lockFolder}.dead-${owner}`;
    renameSync(lockFolder, dead);
    rmSync(dead, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
