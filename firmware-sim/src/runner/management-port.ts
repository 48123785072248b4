import { ByteServer } from '../adapters/serial/byte-server.ts';
import { PacedLine } from '../adapters/serial/paced-line.ts';
import { PseudoTerminal } from '../adapters/serial/pseudo-terminal.ts';
import { RealClock } from '../hardware/real-clock.ts';

export interface ManagementPort {
  /** What a flasher opens. */
  readonly name: string;
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

export interface ManagementPortOptions {
  readonly serial: string;
  readonly pty?: string;
  /** Paces both directions; without it the port is as fast as the machine. */
  readonly baudRate?: number;
  readonly onBytes: (bytes: Uint8Array) => void;
}

/** Opens the port on which the board speaks SMP: a socket, or a pseudo-terminal. Its pace is that of real time. */
export async function openManagementPort(options: ManagementPortOptions): Promise<ManagementPort> {
  const { serial, pty, baudRate, onBytes } = options;
  const clock = new RealClock();
  const toDevice = new PacedLine({ clock, baudRate, deliver: onBytes });
  const receive = (bytes: Uint8Array): void => toDevice.push(bytes);
  const server = pty === undefined ? new ByteServer(receive) : undefined;
  const terminal = pty === undefined ? undefined : await PseudoTerminal.open(pty, receive);
  const name = pty ?? (await server?.listen(serial)) ?? serial;
  const deliver = (bytes: Uint8Array): void => (terminal ?? server)?.write(bytes);
  const toHost = new PacedLine({ clock, baudRate, deliver });
  return {
    name,
    write: (bytes) => toHost.push(bytes),
    async close() {
      toDevice.clear();
      toHost.clear();
      await (terminal ?? server)?.close();
    },
  };
}
