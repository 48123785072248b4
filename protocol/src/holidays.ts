// Entry `@feierabend/protocol/holidays`: public holidays for policy files that name a country or a
// state. Large tables, hosts only; everything else in this package works without it.
export { holidayCodes, publicHolidays } from './policy/holidays/public-holidays.ts';
