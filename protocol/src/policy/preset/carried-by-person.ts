import { headOf, recipientsOf, type Preset } from './preset.ts';

export const carriedByPerson: Preset = {
  key: 'carried-by-person',
  title: { de: 'Von einer Person getragen', en: 'Carried by a person' },
  write: (
    blanks,
  ) => `# Carried by a person: coarse, seldom, kept for a week, and the person has the last word.
${headOf(blanks, 'dispatch')}
carriedBy: person
week:
  mon-fri: 08:00-12:00, 13:00-16:00
holidays: ${blanks.holidays}
capture: { moving: 5 min, parked: 30 min, floor: 1 min, precision: 200 m }
# Not even a sign of life in private hours: it would tell when the device is on.
outside: off
privateSwitch: yes
# The person's own act, at any time; nobody else can open it.
sos: { recipients: [${JSON.stringify(blanks.recipient.name)}], every: 30 s, for: 1 h }
retention: 7 d
${recipientsOf(blanks)}`,
};
