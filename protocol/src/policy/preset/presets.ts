import { carriedByPerson } from './carried-by-person.ts';
import { companyVehicle } from './company-vehicle.ts';
import type { Preset } from './preset.ts';
import { theftOnly } from './theft-only.ts';
import { unmannedAsset } from './unmanned-asset.ts';

/** Every preset lints without a finding, which a test proves. */
export const policyPresets: readonly Preset[] = [
  companyVehicle,
  unmannedAsset,
  carriedByPerson,
  theftOnly,
];
