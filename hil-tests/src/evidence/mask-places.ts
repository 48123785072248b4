/** What stands where a number was that could be half of a place. */
const maskedPlace = '[place]';

/**
 * Numbers as logs write places: degrees with four decimals or more, NMEA with its letter, whatever follows a word such as
 * `latitude`, and pairs of integers of the size of degrees times 10^5 to 10^7. A rule that masks a rare timing too much is
 * better than one that leaves a place. Each rule ends with the number.
 */
const rules: readonly RegExp[] = [
  /(?:\b(?:lat|lon|lng)|latitude|longitude)(?:E\d)?["']?\s*[:=]?\s*(-?\d+(?:\.\d+)?)/giu,
  /(?<![\w.])(\d{3,5}\.\d{2,})(?=,[NSEW]\b)/gu,
  /(?<![\w.])(-?(?:1[0-7]\d|180|\d{1,2})\.\d{4,})(?![\w.])/gu,
  /(?<![\w.-])(-?\d{6,10}\s?[,;/ ]\s?-?\d{6,10})(?![\w.-])/gu,
];

/** The text without numbers that could be a place. */
export function maskPlaces(text: string): string {
  return rules.reduce(
    (masked, rule) =>
      masked.replace(rule, (whole: string, place: string) =>
        isDegrees(place) ? whole.slice(0, -place.length) + maskedPlace : whole,
      ),
    text,
  );
}

/** Degrees times 10^7 at most: a pair of Unix milliseconds is none. */
function isDegrees(place: string): boolean {
  return place.split(/[^\d.-]+/u).every((number) => Math.abs(Number(number)) <= 1_800_000_000);
}
