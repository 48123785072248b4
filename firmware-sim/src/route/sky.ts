import type { Random } from '../core/ports.ts';
import { between, gaussian } from './dice.ts';

interface VisibleSatellite {
  readonly number: number;
  readonly elevationDeg: number;
  readonly azimuthDeg: number;
  /** Carrier to noise density; absent when the satellite is not received. */
  readonly snrDbHz?: number;
}

export interface SkyState {
  readonly visible: readonly VisibleSatellite[];
  /** Numbers of the satellites used in the fix, at most 12, as many as GSA can name. */
  readonly used: readonly number[];
  readonly hdop: number;
  readonly vdop: number;
  readonly pdop: number;
}

interface Orbit {
  readonly number: number;
  readonly phase: number;
  readonly azimuthDeg: number;
  readonly azimuthRate: number;
}

const ORBITS = 15;
/** A satellite of GPS rises and sets within about eight hours. */
const PASS_S = 8 * 3600;
const USED_ELEVATION_MIN_DEG = 11;

/** Satellites that rise, cross and set; houses hide a few of them, now more and now fewer. */
export class Sky {
  readonly #random: Random;
  readonly #orbits: readonly Orbit[];
  #hidden = 1.5;

  constructor(random: Random) {
    this.#random = random;
    this.#orbits = Array.from({ length: ORBITS }, (_, i) => ({
      number: 2 * i + 1 + (random.nextU32() % 2),
      phase: (2 * Math.PI * (i + between(random, 0, 0.6))) / ORBITS,
      azimuthDeg: between(random, 0, 360),
      azimuthRate: between(random, 0.004, 0.009),
    }));
  }

  /**
   * What the receiver knows of the sky now; asked about every fifth second, as often as it is told.
   */
  observe(atS: number): SkyState {
    const random = this.#random;
    this.#hidden += 0.1 * (1.6 - this.#hidden) + 0.25 * gaussian(random);
    this.#hidden = Math.min(Math.max(this.#hidden, 0), 4);
    const visible = this.#orbits.flatMap((orbit) => satelliteAt(orbit, atS)).slice(0, 12);
    const high = visible
      .filter((satellite) => satellite.elevationDeg >= USED_ELEVATION_MIN_DEG)
      .toSorted((a, b) => b.elevationDeg - a.elevationDeg);
    const used = high.slice(0, Math.max(high.length - Math.round(this.#hidden), 4));
    const hdop = 0.45 + 4.2 / used.length;
    return {
      visible: visible.map(({ number, elevationDeg, azimuthDeg }) => {
        const snrDbHz = Math.round(27 + elevationDeg / 5 + 1.5 * gaussian(random));
        return { number, elevationDeg, azimuthDeg, snrDbHz };
      }),
      used: used.map((satellite) => satellite.number),
      hdop,
      vdop: 1.4 * hdop,
      pdop: Math.hypot(hdop, 1.4 * hdop),
    };
  }
}

/**
 * The same sky from inside a tunnel: the receiver knows where the satellites are, and hears none.
 */
export function unheard(sky: SkyState): SkyState {
  const visible = sky.visible.map(({ number, elevationDeg, azimuthDeg }) => ({
    number,
    elevationDeg,
    azimuthDeg,
  }));
  return { visible, used: [], hdop: 99.99, vdop: 99.99, pdop: 99.99 };
}

function satelliteAt(orbit: Orbit, atS: number): VisibleSatellite[] {
  const elevationDeg = Math.round(40 + 45 * Math.sin((2 * Math.PI * atS) / PASS_S + orbit.phase));
  const azimuthDeg = Math.floor((orbit.azimuthDeg + orbit.azimuthRate * atS) % 360);
  return elevationDeg > 4 ? [{ number: orbit.number, elevationDeg, azimuthDeg }] : [];
}
