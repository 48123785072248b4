import { DelimiterParser } from '@serialport/parser-delimiter';

const lineFeed = 0x0a;

/** No device sends longer lines; most stop at 128 bytes. */
export const lineBytesMax = 8192;

/**
 * Cuts what a console sends into lines. serialport's parser keeps everything until it meets a
 * delimiter, so a peer that never sends one (wrong baud rate, binary stream) is cut at {@link
 * lineBytesMax}.
 */
export class LineSplitter {
  private readonly parser = new DelimiterParser({ delimiter: [lineFeed] });
  private lineBytes = 0;

  constructor(onLine: (line: Uint8Array) => void) {
    this.parser.on('data', onLine);
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const feed = bytes.indexOf(lineFeed, at);
      const end = Math.min(
        feed === -1 ? bytes.length : feed + 1,
        at + lineBytesMax - this.lineBytes,
      );
      this.parser.write(bytes.subarray(at, end));
      this.lineBytes += end - at;
      if (bytes[end - 1] === lineFeed) {
        this.lineBytes = 0;
      } else if (this.lineBytes === lineBytesMax) {
        this.parser.write(Uint8Array.of(lineFeed));
        this.lineBytes = 0;
      }
      at = end;
    }
  }
}
