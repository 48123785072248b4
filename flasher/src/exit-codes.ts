export interface ExitCodeRow {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
  /** What a script should do about it. */
  readonly next: string;
}

/** Every way `flasher` ends. The numbers are stable; docs/exit-codes.md carries the same table. */
export const exitCodes = {
  ok: {
    code: 0,
    name: 'ok',
    meaning: 'Done and proved, or nothing was left to do.',
    next: 'Go on.',
  },
  internal: {
    code: 1,
    name: 'internal',
    meaning: 'The program broke one of its own rules.',
    next: 'Report it with the command line; the device may be half-way, so run `flasher info`.',
  },
  usage: {
    code: 2,
    name: 'usage',
    meaning: 'The command line is wrong, or an output file may not be replaced.',
    next: 'Correct the command; nothing was changed on the device, and nothing written.',
  },
  file: {
    code: 3,
    name: 'file',
    meaning: 'An input file (image, policy, key) is missing, damaged, foreign or refused by lint.',
    next: 'Correct the file; nothing was changed on the device.',
  },
  port: {
    code: 4,
    name: 'port',
    meaning: 'The port is absent, busy, denied, not serial, or closed from the other side.',
    next: 'Free or reconnect the port, then run the same command again.',
  },
  silence: {
    code: 5,
    name: 'silence',
    meaning: 'The device gave no usable answer before the deadline; the sentence names the phase.',
    next: 'Check power, cable and --baud, then run the same command again.',
  },
  refused: {
    code: 6,
    name: 'refused',
    meaning: 'The device answered and refused; the sentence names group and reason.',
    next: 'Remove the reason; repeating the same command will be refused again.',
  },
  unproved: {
    code: 7,
    name: 'unproved',
    meaning: 'What was read back differs from what was sent, or the device reverted.',
    next: 'Do not trust the device; look at `flasher info` and `flasher policy show`.',
  },
  bench: {
    code: 8,
    name: 'bench',
    meaning:
      'Something of the bench is missing or broke, so nothing was learned about the product (used by `hil`, never by `flasher`).',
    next: 'Run `hil bench check FILE`; the sentence names the part.',
  },
  broker: {
    code: 9,
    name: 'broker',
    meaning: 'The MQTT broker or its TLS identity failed (used by `hil`, never by `flasher`).',
    next: 'Check the broker address and the certificates.',
  },
  panel: {
    code: 10,
    name: 'panel',
    meaning:
      'At least one device of a panel failed (the report names each with its own code), or the report could not be written.',
    next: 'Remove the reasons and run the same command again: finished devices are not done again.',
  },
  output: {
    code: 11,
    name: 'output',
    meaning:
      'The command did what it says, but standard output could not be written (a full disk).',
    next: 'Make room; look at `flasher info` before the command is run again.',
  },
  interrupted: {
    code: 130,
    name: 'interrupted',
    meaning: 'Ctrl-C; the sentence says which resumable state was left.',
    next: 'Run the same command again: it goes on from there.',
  },
} as const satisfies Record<string, ExitCodeRow>;

export type ExitCodeName = keyof typeof exitCodes;
