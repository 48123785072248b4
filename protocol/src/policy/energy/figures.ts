/**
 * What the parts of a tracker draw from its battery. Where each figure is from is in docs/firmware/energy.md; all are typical
 * values, and all parts are fed through linear regulators, so that a current is the same at any voltage.
 */
export interface EnergyFigures {
  /** From switched on to the first fix. */
  readonly gnssAcquisitionMa: number;
  /** From the first fix on, one fix a second. */
  readonly gnssTrackingMa: number;
  /** Switched off, with its clock and orbits kept. */
  readonly gnssBackupMa: number;
  /** Attaching to the network, in millicoulombs. */
  readonly attachMc: number;
  /** TCP, TLS with both certificates, and MQTT. */
  readonly connectMc: number;
  /** Waking the radio for a burst of messages, and letting it go again. */
  readonly burstMc: number;
  readonly perByteMc: number;
  /** Processor, modem in power saving mode and its SIM. */
  readonly sleepMa: number;
  /** Regulators, motion sensor, flash. */
  readonly boardMa: number;
}

export const trackerFigures: EnergyFigures = {
  gnssAcquisitionMa: 32,
  gnssTrackingMa: 29,
  gnssBackupMa: 0.02,
  attachMc: 267,
  connectMc: 213.9,
  burstMc: 26.3,
  perByteMc: 0.0047,
  sleepMa: 0.0082,
  boardMa: 0.05,
};

/** Messages closer together than this go out in one burst: the network keeps the radio connection for about so long. */
export const burstGapMs = 10_000;

/** What MQTT, TLS and TCP put around a payload: topic, record, acknowledgement. */
export const overheadBytes = 140;

export const coulombsPerMah = 3.6;
