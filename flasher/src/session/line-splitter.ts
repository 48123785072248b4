import { DelimiterParser } from '@serialport/parser-delimiter';

const lineFeed = 0x0a;
/** What the lines of an SMP frame start with. */
const frameFirstBytes = [0x06, 0x04];

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
  private firstByte = 0;

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
      if (this.lineBytes === 0) this.firstByte = bytes[at] ?? 0;
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

  /** Whether a line without an end is kept that is no line of a frame: a prompt, most often. */
  get holdsText(): boolean {
    return this.lineBytes > 0 && !frameFirstBytes.includes(this.firstByte);
  }

  /** Gives the line that is kept, as if it had ended. */
  flush(): void {
    if (this.lineBytes === 0) return;
    this.parser.write(Uint8Array.of(lineFeed));
    this.lineBytes = 0;
  }
}
