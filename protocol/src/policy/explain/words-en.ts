import type { PolicyWords } from './words.ts';

const units = { s: 'second', min: 'minute', h: 'hour', d: 'day' } as const;

export const englishWords: PolicyWords = {
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  months: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  headings: {
    now: 'What leaves the device',
    purpose: 'What it is for',
    working: 'While it is open',
    outside: 'While it is closed',
    dates: 'Holidays and other dates',
    clock: 'When the clocks change',
    people: 'What people can do',
    keeping: 'Who reads it, and for how long',
    end: 'Beginning and end',
  },
  date: (weekday, day, month, year) => `${weekday}, ${day} ${month} ${year}`,
  dayRange: (first, last) => `${first} to ${last}`,
  time: (clock) => clock,
  span: (from, until) => `${from} to ${until}`,
  moment: (date, time) => `${date}, ${time}`,
  duration: (value, unit) => `${value} ${units[unit]}${value === 1 ? '' : 's'}`,
  every: (value, unit) => (value === 1 ? `every ${units[unit]}` : `every ${value} ${units[unit]}s`),
  list: (items) =>
    items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`,

  purposes: {
    dispatch: 'Positions are captured for dispatch: to send who is nearest.',
    'proof-of-service': 'Positions are captured as proof of service: that somebody was there.',
    'asset-protection': 'Positions are captured to protect a thing.',
  },
  carriers: {
    vehicle: 'The device is in a vehicle.',
    asset: 'The device is on a thing that no people are with.',
    person: 'A person carries the device.',
    unknown: 'The policy does not say what carries the device; people may be with it.',
  },
  fields: { altitude: 'altitude', speed: 'speed', course: 'direction of travel' },

  fixLeaves: (moment) => `${moment}: positions leave the device.`,
  noPlaceLeaves: (moment) => `${moment}: no position leaves the device, and none is stored.`,
  reasons: {
    'outside-hours': 'It is outside the hours of work.',
    break: 'It is a break.',
    'not-yet-valid': 'The policy does not hold yet.',
    'policy-expired': 'The policy has ended, and an ended policy never opens again.',
  },
  signs: {
    off: () => 'Nothing else leaves it either.',
    heartbeat: (every) => `It says ${every} that it is alive, and not where.`,
    mileage: (every) => `It says ${every} that it is alive and how far it went, and not where.`,
  },
  openUntil: (moment) => `This ends on ${moment}.`,
  opensAt: (moment) => `The next position can leave it on ${moment}.`,
  neverOpens: 'Under this policy it does not open again.',
  repeatedMoment: (moment) => `${moment} comes twice, because the clock is put back.`,
  skippedMoment: (moment) => `${moment} does not exist: the clock is put forward over it.`,

  interval: (moving, parked) =>
    `At most one position ${moving} while moving, and one ${parked} while parked.`,
  precision: (metres) => `A position is exact to about ${metres} and not better.`,
  onlyPlace: 'Beside time and place nothing is captured.',
  alsoFields: (fields) => `Beside time and place these are captured: ${fields}.`,
  windowsOn: (days, spans) => `${days}: ${spans}.`,
  noWindowsOn: (days) => `${days}: never.`,
  noWindows: 'There are no hours in which positions are captured.',
  breaks: (spans) => `Breaks are private: ${spans}.`,
  outsideHours: 'Evenings, nights and everything else outside these hours are private.',
  neverClosed: 'There are no private hours: it is open day and night.',
  privateSwitch: 'The person beside the device can close it by hand at any time.',
  noPrivateSwitch: 'The device cannot be closed by hand.',
  theft: (every, duration) =>
    `Only after a signed declaration of theft does a position leave ${every}, for ${duration}.`,
  noTheft: 'A theft changes nothing: the policy opens nothing for it.',
  emergency: (durationMax) =>
    'In an emergency an instruction with two signatures can let positions leave at any time, from ' +
    `then on and for at most ${durationMax}; the light announces it before the first one.`,
  sos: (every, duration, names) =>
    `When the person beside the device calls for help, an exact position leaves ${every} for ` +
    `${duration}, at any time; only these can open it: ${names}.`,
  noSos: 'A call for help from the device names no place.',
  freeDates: (count, dates) =>
    `On ${count === 1 ? 'one date' : `${count} dates`} nothing is captured: ${dates}.`,
  ownDate: (date, spans) => `${date}: ${spans}.`,
  noDates: 'No date is an exception, public holidays included.',
  clockForward: (date, from, to) => `${date}: the clock goes from ${from} forward to ${to}.`,
  clockBack: (date, from, to) => `${date}: the clock goes from ${from} back to ${to}.`,
  windowSkipped: (span) => `Of the hours of capture, ${span} does not take place.`,
  windowTwice: (span) => `Of the hours of capture, ${span} takes place twice.`,
  clockHarmless: 'The hours of capture are not touched by it.',
  clockFixed: 'The clock never changes while the policy holds.',
  zone: (timeZone) => `All times are local times of ${timeZone}.`,
  zoneData: (version) => `The changes of the clock are those of the time zone data ${version}.`,
  retention: (duration) => `Reports are deleted after ${duration}.`,
  recipients: (names) => `Only these can open the reports: ${names}.`,
  starts: (moment) => `The policy begins on ${moment}. Before that the device is closed.`,
  ends: (moment) => `The policy ends on ${moment}. From then on the device is closed.`,
  review: (date) => `People look at it again on ${date}.`,
  noReview: 'Nobody set a date on which people look at it again.',
};
