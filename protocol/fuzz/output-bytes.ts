/** A rough measure of what a decoded value occupies: contents, and 16 bytes for every slot. */
export function outputBytes(value: unknown): number {
  let sum = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    sum += 16;
    if (typeof one === 'string') sum += 2 * one.length;
    else if (one instanceof Uint8Array) sum += one.length;
    else if (one instanceof Map) for (const [key, held] of one) open.push(key, held);
    else if (Array.isArray(one)) for (const held of one) open.push(held);
    else if (typeof one === 'object' && one !== null) {
      for (const [key, held] of Object.entries(one)) {
        sum += 2 * key.length;
        open.push(held);
      }
    }
  }
  return sum;
}
