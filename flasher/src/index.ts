/** The flasher as a library: what the command line does, callable, and the link it does it over. */
export { exitCodes, type ExitCodeName, type ExitCodeRow } from './exit-codes.ts';
export type { FlasherIo, TextSink, WriteFileOptions } from './io.ts';
export {
  eventFormat,
  type BeginEvent,
  type EndEvent,
  type ErrorReport,
  type FlasherEvent,
  type Json,
  type Outcome,
  type ProgressEvent,
} from './output/event.ts';
export { eventFaults } from './output/event-faults.ts';
export { runFlasher } from './run-flasher.ts';
export type { ByteLink } from './serial/byte-link.ts';
export { realClock, type FlasherClock } from './serial/clock.ts';
export { openLink, type LinkTarget, type OpenLinkOptions } from './serial/open-link.ts';
export { parsePortTarget } from './serial/port-target.ts';
export { SmpSession, type SessionOptions } from './session/smp-session.ts';
export { readInput } from './files/read-input.ts';
export type { KeyWorld } from './keys/passphrase.ts';
export { readOperatorKey, readTrustedKey } from './keys/read-operator-key.ts';
export { lineLimitBytesPerS } from './flash/line-limit.ts';
export { realHost, type HostSystem } from './host/host-system.ts';
export { listPorts } from './ports/list-ports.ts';
export { answerWords } from './ports/answer-words.ts';
export { portOfUsb } from './ports/port-choice.ts';
export { probePort, type PortAnswer } from './ports/probe-port.ts';
export { portLine, usbName, type SerialPortEntry } from './ports/serial-port-entry.ts';
