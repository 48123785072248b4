/**
 * The part of `binary-parser` 2.3 that the schema layer uses. The package ships its types where a
 * resolver that honours `exports` does not look for them.
 */
declare module 'binary-parser' {
  export class Parser {
    endianness(endianness: 'little' | 'big'): this;
    create(constructorOfValue: new () => object): this;
    uint8(name: string): this;
    uint16(name: string): this;
    uint32(name: string): this;
    uint64(name: string): this;
    int32(name: string): this;
    buffer(name: string, options: { length: number } | { readUntil: 'eof' }): this;
    nest(name: string, options: { type: Parser }): this;
    parse(bytes: Uint8Array): unknown;
  }
}
