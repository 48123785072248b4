import { headOf, recipientsOf, type Preset } from './preset.ts';

export const theftOnly: Preset = {
  key: 'theft-only',
  title: { de: 'Nur Diebstahlschutz', en: 'Theft protection only' },
  write: (
    blanks,
  ) => `# Theft protection only: no place at any hour, until a theft is declared and signed.
${headOf(blanks, 'asset-protection')}
carriedBy: vehicle
week:
  mon-sun: off
# These hold inside windows, and there are none; after a theft the line below does.
capture: { moving: 5 min, parked: 1 h, floor: 1 min, precision: 10 m }
outside: heartbeat
heartbeat: 12 h
theftRecovery: { every: 5 min, for: 2 d }
retention: 7 d
${recipientsOf(blanks)}`,
};
