import type { HostSystem } from '../host/host-system.ts';
import type { SerialPortEntry } from '../ports/serial-port-entry.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** Programs that open serial ports on their own, and what they take them for. */
const meddlers = [
  {
    program: 'ModemManager',
    code: 'MODEM_MANAGER',
    sentence: 'ModemManager runs, and sends modem commands to every new serial port',
    fix: 'sudo systemctl disable --now ModemManager',
    concerns: () => true,
  },
  {
    program: 'brltty',
    code: 'BRLTTY',
    sentence: 'brltty runs, and takes adapters with a CH340 or CP210x for Braille displays',
    fix: 'sudo apt remove brltty',
    concerns: (vendorId: string) => ['1a86', '10c4'].includes(vendorId),
  },
] as const;

/** What concerns every port of the machine. */
export async function machineFindings(
  host: HostSystem,
  ports: readonly SerialPortEntry[],
): Promise<DoctorFinding[]> {
  if (host.platform !== 'linux') return noPorts(ports, false);
  const { files } = host;
  const [hasUdev, isFlatpak, isContainer, programs] = await Promise.all([
    files.exists('/run/udev/control'),
    files.exists('/.flatpak-info'),
    files.exists('/.dockerenv'),
    runningPrograms(host),
  ]);
  const vendors = ports.flatMap(({ usb }) => (usb === undefined ? [] : [usb.vendorId]));
  return [
    ...noPorts(ports, isContainer),
    ...(hasUdev ? [] : [noUdev()]),
    ...(isFlatpak ? [sandboxed()] : []),
    ...meddlers
      .filter(({ program, concerns }) => programs.has(program) && vendors.some(concerns))
      .map(({ code, sentence, fix }): DoctorFinding => {
        return { code, severity: 'warning', port: undefined, sentence, fix };
      }),
  ];
}

async function runningPrograms({ files }: HostSystem): Promise<ReadonlySet<string>> {
  const names = (await files.names('/proc')) ?? [];
  const pids = names.filter((name) => /^\d+$/u.test(name));
  const programs = await Promise.all(pids.map((pid) => files.text(`/proc/${pid}/comm`)));
  return new Set(programs.map((program) => program?.trim() ?? ''));
}

function noPorts(ports: readonly SerialPortEntry[], isContainer: boolean): DoctorFinding[] {
  if (ports.length > 0) return [];
  const finding = { code: 'NO_PORT', severity: 'fault', port: undefined } as const;
  return [
    isContainer
      ? {
          ...finding,
          sentence: 'there is no serial port in this container',
          fix: 'docker run --device /dev/ttyACM0 ...',
        }
      : {
          ...finding,
          sentence: 'there is no serial port; a cable that only charges shows none',
          fix: 'sudo dmesg --follow',
        },
  ];
}

function noUdev(): DoctorFinding {
  return {
    code: 'UDEV',
    severity: 'warning',
    port: undefined,
    sentence:
      'udev does not run: ports are listed by the kernel, without lasting names and without the rights of groups',
    fix: 'sudo apt install udev && sudo systemctl start systemd-udevd',
  };
}

function sandboxed(): DoctorFinding {
  return {
    code: 'SANDBOX',
    severity: 'fault',
    port: undefined,
    sentence: 'this program runs in a flatpak sandbox, which hides devices',
    fix: 'flatpak override --user --device=all "$FLATPAK_ID"',
  };
}
