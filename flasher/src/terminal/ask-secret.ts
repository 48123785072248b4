import type { TextSink } from '../io.ts';

/** The keyboard of a terminal, as much of it as a question needs. */
export interface Keyboard {
  setRawMode(on: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const endKeys = new Set(['\r', '\n', '\u0004']);
const eraseKeys = new Set(['\u007F', '\b']);

/** Asks without echo. Ctrl-C, which raw mode takes from the system, ends as an interruption. */
export async function askSecret(
  keyboard: Keyboard,
  output: TextSink,
  question: string,
): Promise<string> {
  const { LinkError } = await import('@feierabend/protocol');
  output.write(question);
  keyboard.setRawMode(true);
  keyboard.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let secret = '';
    const finish = () => {
      keyboard.off('data', onData);
      keyboard.setRawMode(false);
      keyboard.pause();
      output.write('\n');
    };
    const onData = (text: string) => {
      for (const key of text) {
        if (key === '\u0003') {
          finish();
          // Without raw mode the terminal would have sent a signal.
          return reject(new LinkError(given));
        }
        if (endKeys.has(key)) {
          finish();
          return resolve(secret);
        }
        if (eraseKeys.has(key)) secret = secret.replace(/.$/su, '');
        else if (key >= ' ') secret += key;
      }
    };
    keyboard.on('data', onData);
    keyboard.resume();
  });
}

const given = {
  code: 'INTERRUPTED',
  expected: 'an answer to the question',
  came: 'it was interrupted',
  next: 'nothing was changed; run the same command again',
};
