/** Text that may stand between tags and in attributes of HTML and SVG. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}
