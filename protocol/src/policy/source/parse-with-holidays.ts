import type { HolidayCalendar } from './holiday-calendar.ts';
import { parsePolicySource, type PolicyParse } from './parse-policy.ts';

/**
 * Reads a policy, and asks for the calendar of public holidays only when the file does: it is large. `calendar` loads it, such
 * as from the entry `@feierabend/protocol/holidays`.
 */
export async function parsePolicyWithHolidays(
  text: string,
  fileName: string,
  calendar: () => Promise<HolidayCalendar>,
): Promise<PolicyParse> {
  const parsed = parsePolicySource(text, { fileName });
  if (parsed.ok || parsed.problems.every(({ code }) => code !== 'POLICY_HOLIDAY_CALENDAR')) {
    return parsed;
  }
  return parsePolicySource(text, { fileName, holidays: await calendar() });
}
