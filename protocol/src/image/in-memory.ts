import { ImageHeader, imageHeaderBytesMin } from './header.ts';
import { TlvAreaHeader } from './tlv.ts';

/**
 * The bytes of the image at the beginning of a memory, as far as its header and its TLV area claim them, for a boot loader that
 * does not take a whole slot into its RAM. What no image begins is as short as a header. `verifyImage` says the same of them as
 * of the whole memory.
 *
 * @param read gives `length` bytes from an offset; never asked for more than the memory has.
 */
export function imageInMemory(
  read: (from: number, length: number) => Uint8Array,
  memoryBytes: number,
): Uint8Array {
  const head = read(0, Math.min(imageHeaderBytesMin, memoryBytes));
  const header = ImageHeader.decode(head);
  if (!header.ok) return head;
  const { headerBytes, bodyBytes, protectedTlvBytes } = header.value.value;
  const hashedBytes = headerBytes + bodyBytes + protectedTlvBytes;
  const leftBytes = memoryBytes - hashedBytes;
  if (leftBytes <= TlvAreaHeader.sizeBytes) return read(0, memoryBytes);
  const area = TlvAreaHeader.decode(read(hashedBytes, TlvAreaHeader.sizeBytes));
  const areaBytes = area.ok ? area.value.value.areaBytes : 0;
  const lengthBytes = Math.max(TlvAreaHeader.sizeBytes, Math.min(areaBytes, leftBytes));
  return read(0, hashedBytes + lengthBytes);
}
