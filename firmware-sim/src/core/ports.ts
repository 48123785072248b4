/** What a reset ends in: kept in memory that survives a reset, and not a power cut. */
export type BootMode = 'firmware' | 'recovery';

/**
 * What the tracker core sees of the world. Everything that is real (time, dice, flash cells, wires, sockets) is behind one of
 * these interfaces, so that one seed replays a whole life.
 *
 * **Invariant:** no port hands out wall-clock time that need not be doubted. The core counts milliseconds since power-up,
 * and learns the date from signals; the clock chip only hands back what the core once set.
 */
export interface World {
  readonly clock: Clock;
  /** Absent on a board without such a chip. */
  readonly rtc?: Rtc | undefined;
  readonly random: Random;
  readonly flash: Flash;
  readonly serial: SerialLine;
  readonly link: Link;
  readonly log: LogSink;
  readonly certificates: CertificateForms;
  readonly watchdog: Watchdog;
  /** What the reset-cause register says of the start of this boot. */
  readonly resetCause: ResetCause;
  /** Switches the supply of the GNSS receiver; absent where it always has power. Off at power-up. */
  readonly gnssPower?: ((on: boolean) => void) | undefined;
  readonly inputs: Inputs;
  /** Sets the light that the people beside the device see. */
  readonly indicator: (pattern: IndicatorPattern) => void;
  /** Asks the hardware for a reset, into the firmware if nothing is said; this call returns, and the core is not called again. */
  readonly reset: (into?: BootMode) => void;
  /** Present only on a test bench: sees what the firmware dies of, before it is reset. */
  readonly crashed?: ((error: unknown) => void) | undefined;
  /** Present only on a test bench: sees bytes in clear, before they are sealed. */
  readonly tap?: Tap | undefined;
}

/** What people do to the device with their hands. Changes come through `Tracker.inputChanged`. */
export interface Inputs {
  /** Whether the switch is on, the button pressed, the case open. */
  read(name: InputName): boolean;
}

export type InputName = 'private-switch' | 'sos' | 'tamper';

/** What the light shows; what each pattern means: docs/firmware/modes.md. */
export type IndicatorPattern = 'off' | 'on' | 'slow-blink' | 'fast-blink' | 'double-flash';

export interface Clock {
  /** Milliseconds since power-up; never goes back. */
  uptimeMs(): number;
  /** Calls back once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): Cancel;
}

export type ResetCause = 'power' | 'firmware' | 'watchdog';

/** Resets the board when the core does not show up in time. It stands still while the core sleeps as announced. */
export interface Watchdog {
  /** The core is alive, and sleeps for so long; infinity until an event wakes it, below zero when it is late already. */
  feed(sleepMs: number): void;
}

export type Cancel = () => void;

/** A clock chip with a cell of its own: it goes on while the board has no power, for as long as the cell lasts. */
export interface Rtc {
  /** Undefined when the chip has stopped since it was set (oscillator-stop flag), or was never set. */
  read(): RtcReading | undefined;
  /** Sets it, and clears the flag. */
  set(unixMs: number): void;
}

export interface RtcReading {
  readonly unixMs: number;
  /** What it was last set to, from the chip's battery-backed memory: its error grows from there. */
  readonly setMs: number;
}

export interface Random {
  /** 0 to 2^32 - 1, uniform. */
  nextU32(): number;
  bytes(length: number): Uint8Array;
}

/** NOR flash: reads anywhere, programs clear bits only, erase sets a whole block to 0xFF. */
export interface Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  read(at: number, length: number): Uint8Array;
  program(at: number, bytes: Uint8Array): void;
  erase(blockAt: number): void;
}

/** The management port's transmit side; received bytes come through `Tracker.serialReceived`. */
interface SerialLine {
  write(bytes: Uint8Array): void;
}

interface LogSink {
  /** One line without a line end. Never a position, never a key. */
  line(text: string): void;
}

/**
 * The network. Answers come through {@link LinkEvents}. A message handed over stays with the link, over broken connections,
 * until it is reported as published or withdrawn.
 */
export interface Link {
  /**
   * Begins to keep a connection, with what the device was provisioned with; without it, with what the modem was configured
   * with. Before it there is room for no message.
   */
  connect(credentials?: LinkCredentials): void;
  /** False when the link has no room: nothing was taken, and there is room again after `published` or `connected`. */
  publish(message: LinkMessage): boolean;
  /**
   * Takes a message back: no further byte of it is written, and it is not reported as published. True when none ever was;
   * false when it went out and may arrive, or is not here.
   */
  withdraw(id: number): boolean;
  close(): void;
}

/** Who the device is to a broker, and which brokers it may connect to. The key is for the TLS of this device alone. */
export interface LinkCredentials {
  readonly tenant: string;
  readonly device: string;
  /** X.509 in DER: of the device, then those that issued it. */
  readonly chain: readonly Uint8Array[];
  /** X.509 in DER: whom it trusts to have issued the one of a broker. */
  readonly anchors: readonly Uint8Array[];
  /** `mqtts://host:port`, in the order of preference. */
  readonly brokers: readonly string[];
  /** P-256. */
  readonly privateKey: Uint8Array;
  /** P-256, uncompressed. */
  readonly publicKey: Uint8Array;
}

export type DeviceChannel = 'report' | 'status' | 'event' | 'journal' | 'smp/rsp';

export interface LinkMessage {
  /** Names the message in {@link LinkEvents.published}; unique among those in flight. */
  readonly id: number;
  readonly channel: DeviceChannel;
  readonly payload: Uint8Array;
  /** Seconds from now after which nobody may deliver it any more, where the network can keep to that. */
  readonly expiryS?: number | undefined;
}

export interface LinkEvents {
  /** Comes before anything is written to the new connection, so that what may no longer be sent can be withdrawn. */
  connected(): void;
  /** The peer has taken responsibility for the message (MQTT PUBACK). */
  published(id: number): void;
  received(channel: 'smp/req', payload: Uint8Array): void;
  disconnected(reason: string): void;
}

export type TapChannel = 'serial' | 'mqtt' | 'flash' | 'journal' | 'log';

/** Evidence port: bytes as they were before sealing and TLS, per channel. */
export type Tap = (channel: TapChannel, bytes: Uint8Array) => void;

/** X.509 and PKCS #10, which are forms only: no private key goes through here, the core signs by itself. */
export interface CertificateForms {
  /** A certificate request in DER; `sign` gives an ECDSA signature with SHA-256 in DER. */
  request(
    subject: { readonly tenant: string; readonly device: string },
    key: {
      /** P-256, an uncompressed point. */
      readonly publicKey: Uint8Array;
      readonly sign: (bytes: Uint8Array) => Uint8Array;
    },
  ): Uint8Array;
  /** The public key in a certificate, as it stands there; undefined when the bytes are no certificate in DER. */
  publicKeyOf(certificate: Uint8Array): Uint8Array | undefined;
}
