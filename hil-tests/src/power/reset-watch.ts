import { ConsoleDeframer, Reset, SmpHeader } from '@feierabend/protocol';

const lineBytesMax = 512;

/** Listens to what a host says to a board over SMP, and tells when it is asked to reset itself. */
export function watchResets(asked: () => void): (bytes: Buffer) => void {
  const deframer = new ConsoleDeframer({ messageBytesMax: 4096 });
  let line = '';
  return (bytes) => {
    const lines = (line + bytes.toString('latin1')).split('\n');
    line = (lines.pop() ?? '').slice(-lineBytesMax);
    for (const text of lines) {
      const message = deframer.acceptLine(Buffer.from(text, 'latin1'));
      if (message !== undefined && isReset(message)) asked();
    }
  };
}

function isReset(message: Uint8Array): boolean {
  const header = SmpHeader.decode(message);
  if (!header.ok) return false;
  const { group, command } = header.value.value;
  return group === Reset.write.group && command === Reset.write.id;
}
