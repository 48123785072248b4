import { headOf, recipientsOf, type Preset } from './preset.ts';

export const companyVehicle: Preset = {
  key: 'company-vehicle',
  title: { de: 'Firmenfahrzeug', en: 'Company vehicle' },
  write: (
    blanks,
  ) => `# Company vehicle: dispatch in working time. Breaks, evenings, weekends and holidays are private.
${headOf(blanks, 'dispatch')}
carriedBy: vehicle
week:
  mon-thu: 08:00-12:00, 12:30-16:30
  fri: 08:00-12:00, 12:30-14:30
holidays: ${blanks.holidays}
# A fix a minute finds the nearest van, and does not watch how it is driven.
capture: { moving: 1 min, parked: 30 min, floor: 30 s, precision: 50 m }
outside: heartbeat
heartbeat: 1 h
privateSwitch: yes
retention: 30 d
${recipientsOf(blanks)}`,
};
