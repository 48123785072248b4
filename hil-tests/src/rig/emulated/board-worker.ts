/** An emulated board in a thread of its own: it goes on while the host computes (see `hil-tests/bin/rig-board.js`). */
import { parentPort, workerData } from 'node:worker_threads';

import { AvrBoard } from './avr-board.ts';
import type { BoardWorkerData, FromBoard, ToBoard } from './board-messages.ts';

const stepMs = 5;
/** What a busy host could not compute in time is left out: the board's clock is late then, and its programs do not race. */
const catchUpMsMax = 50;

const { program, speed } = workerData as BoardWorkerData;
const post = (message: FromBoard): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
};

let outgoing: number[] = [];
const board = new AvrBoard(program, {
  transmitted: (byte) => void outgoing.push(byte),
  pinChanged: (pin, level) => {
    // Bytes that were sent before the pin moved arrive before it.
    flush();
    post({ is: 'pin', pin, level });
  },
});

parentPort?.on('message', (message: ToBoard) => {
  if (message.do === 'receive') board.receive(message.bytes);
  if (message.do === 'volts') board.setVolts(message.channel, message.volts);
  if (message.do === 'play') board.play(message.pin, message.waveform);
});

const booted = board.boot();
post({ is: booted ? 'booted' : 'dumb' });
if (booted) {
  let beforeMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    board.runMs(Math.min(nowMs - beforeMs, catchUpMsMax) * speed);
    beforeMs = nowMs;
    flush();
  }, stepMs);
}

function flush(): void {
  if (outgoing.length === 0) return;
  post({ is: 'bytes', bytes: Uint8Array.from(outgoing) });
  outgoing = [];
}
