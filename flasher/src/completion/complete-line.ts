import type { World } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { listPorts } from '../ports/list-ports.ts';
import { usbName } from '../ports/serial-port-entry.ts';
import { buildProgram } from '../program.ts';
import { complete, type Candidate } from './candidates.ts';

/** `flasher complete -- WORDS`: what the scripts of the shells ask. */
export async function completeLine(world: World, words: readonly string[]): Promise<Finding> {
  const program = buildProgram({ stdout: world.stdout, stderr: world.stderr }, async () => {});
  const { candidates, files } = await complete(program, words, () => portNames(world));
  return {
    text: [
      ...candidates.map(({ value, description }) => `${value}\t${description}`),
      ...(files ? [':files'] : []),
    ],
    result: { candidates: candidates.map((one) => ({ ...one })), files },
  };
}

/** Both names of each port: where it is, and who it is. */
async function portNames({ host }: World): Promise<Candidate[]> {
  const { ports } = await listPorts(host).catch(() => ({ ports: [] }));
  return ports.flatMap(({ path, usb }) => {
    if (usb === undefined) return [{ value: path, description: 'serial port' }];
    const description = usb.product ?? usb.manufacturer ?? 'USB serial port';
    return [
      { value: path, description },
      { value: usbName(usb), description },
    ];
  });
}
