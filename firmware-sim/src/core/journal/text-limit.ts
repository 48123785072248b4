const mark = '…';
const utf8 = new TextEncoder();

/** The text itself, or as much of it as fits into that many bytes of UTF-8 with a mark that something is missing. */
export function cutText(text: string, bytesMax: number): string {
  if (utf8.encode(text).length <= bytesMax) return text;
  let cut = '';
  let bytes = utf8.encode(mark).length;
  for (const character of text) {
    bytes += utf8.encode(character).length;
    if (bytes > bytesMax) break;
    cut += character;
  }
  return `${cut}${mark}`;
}
