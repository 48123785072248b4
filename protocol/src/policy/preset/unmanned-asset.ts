import { headOf, recipientsOf, type Preset } from './preset.ts';

export const unmannedAsset: Preset = {
  key: 'unmanned-asset',
  title: { de: 'Maschine oder Gerät ohne Personen', en: 'Machine or asset without people' },
  write: (
    blanks,
  ) => `# Machine, container or trailer: nobody is with it, so it may report day and night.
# As soon as somebody drives it or sleeps in it, this is the wrong preset.
${headOf(blanks, 'asset-protection')}
carriedBy: asset
week:
  mon-sun: 00:00-24:00
capture: { moving: 15 min, parked: 12 h, floor: 1 min, precision: 100 m }
retention: 60 d
${recipientsOf(blanks)}`,
};
