/**
 * What fields need of the parser that a struct compiles. It is spelt out here because the types of
 * `binary-parser` cannot be found by whoever uses ours.
 */
export interface LayoutParser {
  uint8(name: string): unknown;
  uint16(name: string): unknown;
  uint32(name: string): unknown;
  uint64(name: string): unknown;
  int32(name: string): unknown;
  buffer(name: string, options: { length: number } | { readUntil: 'eof' }): unknown;
  nest(name: string, options: { type: LayoutParser }): unknown;
  parse(bytes: Uint8Array): unknown;
}
