import { AxisTrack, scaleMax, sizeScale } from './axis-track.ts';
import type { BitCoder } from './bit-coder.ts';
import { modelMap } from './model-map.ts';
import { codeTree } from './number-code.ts';
import { Predictors } from './predictors.ts';

export const latitudeE5Max = 9_000_000;
export const longitudeE5Max = 18_000_000;

/** Bands of the first place: 18 of 10 degrees of latitude, 18 of 20 degrees of longitude. */
const bands = 18;
const bandBits = 5;
const latitudeBandBits = 20;
const longitudeBandBits = 21;

/** Fixes further apart than this, or not ascending in time, say nothing about motion. */
const gapS = 1024;
/** Before anything is known, errors of 0.375 * 16 units per second are expected. */
const scalePerS = 96;

/** Codes places as steps from the one before, each predicted from the motion so far. */
export class PlaceTrack {
  readonly #latitude = new AxisTrack(latitudeE5Max, 0);
  readonly #longitude = new AxisTrack(longitudeE5Max, 1);
  readonly #predictors = new Predictors();
  #fixes = 0;
  #timeS = 0;
  /** Seconds between the last two fixes; 0 when there is no motion to predict from. */
  #intervalS = 0;

  get latitudeE5(): number {
    return this.#latitude.at;
  }

  get longitudeE5(): number {
    return this.#longitude.at;
  }

  /**
   * Codes a place and moves there. False when it is not on the map, or not in its only form; then
   * the track is of no further use.
   */
  code(coder: BitCoder, timeS: number, latitudeE5: number, longitudeE5: number): boolean {
    if (this.#fixes === 0) {
      const latitude = codeFirst(coder, modelMap.latitudeBand, latitudeBandBits, latitudeE5);
      const longitude = codeFirst(coder, modelMap.longitudeBand, longitudeBandBits, longitudeE5);
      return this.#moveTo(timeS, 0, latitude, longitude);
    }
    const passedS = (timeS - this.#timeS) | 0;
    const intervalS = passedS > 0 && passedS < gapS ? passedS : 0;
    if (this.#intervalS === 0 || intervalS === 0) this.#startOver(intervalS);
    const predictors = this.#predictors;
    const [north, east] = [this.#latitude, this.#longitude];
    predictors.aim(north, east, intervalS, this.#intervalS);
    const scale = north.scale;
    const expectedNorth = north.clamped(north.at + predictors.northStep);
    const northError = north.codeError(coder, expectedNorth, scale, latitudeE5);
    // What the one axis was off tells what the other will be.
    const eastScale = (east.scale + sizeScale(northError)) >> 1;
    const expectedEast = east.clamped(east.at + predictors.eastStep);
    const eastError = east.codeError(coder, expectedEast, eastScale, longitudeE5);
    const latitude = expectedNorth + northError;
    const longitude = expectedEast + eastError;
    predictors.judge(latitude - north.at, longitude - east.at);
    return this.#moveTo(timeS, intervalS, latitude, longitude);
  }

  #startOver(intervalS: number): void {
    const guess = (intervalS === 0 ? gapS : intervalS) * scalePerS;
    const scale = guess < scaleMax ? guess : scaleMax;
    this.#latitude.scale = scale;
    this.#longitude.scale = scale;
    this.#latitude.step = 0;
    this.#longitude.step = 0;
    this.#intervalS = 0;
    this.#predictors.startOver(intervalS);
  }

  #moveTo(timeS: number, intervalS: number, latitude: number, longitude: number): boolean {
    if (!this.#latitude.isOnMap(latitude) || !this.#longitude.isOnMap(longitude)) return false;
    const isSteady = this.#intervalS !== 0;
    this.#latitude.moveTo(latitude, isSteady);
    this.#longitude.moveTo(longitude, isSteady);
    this.#fixes = 1;
    this.#timeS = timeS;
    this.#intervalS = intervalS;
    return true;
  }
}

/** A coordinate without a prediction: its band, then its place in the band. */
function codeFirst(coder: BitCoder, models: number, bits: number, actual: number): number {
  const [max, width] = bits === latitudeBandBits ? [latitudeE5Max, 1e6] : [longitudeE5Max, 2e6];
  const band = Math.min(Math.trunc((actual + max) / width), bands - 1);
  const codedBand = codeTree(coder, models, bandBits, band);
  const inBand = coder.direct(bits, actual + max - band * width);
  // The last band also has the end of the map; nothing else may be coded beyond a band.
  const isInside = codedBand < bands && (inBand < width || codedBand === bands - 1);
  return isInside ? codedBand * width + inBand - max : Number.NaN;
}
