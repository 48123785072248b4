/** What can go wrong in the cells of a flash chip. All of it comes from one seed. */
export interface FlashFaults {
  readonly badBlocks?: number;
  readonly enduranceErases?: number;
  readonly programErrorRate?: number;
  readonly readErrorRate?: number;
  readonly damagedAt?: readonly number[];
}

interface FaultDoc {
  readonly unit: string;
  readonly doc: string;
}

/** The same, for whoever lists the faults. */
export const flashFaultDocs: Readonly<Record<keyof FlashFaults, FaultDoc>> = {
  badBlocks: {
    unit: 'blocks',
    doc: 'erase blocks, chosen by the seed, whose erase leaves some cells programmed',
  },
  enduranceErases: {
    unit: 'erases',
    doc: 'after so many a block is worn out and behaves like a bad one',
  },
  programErrorRate: {
    unit: '0..1',
    doc: 'part of the program operations that leave one bit as it was',
  },
  readErrorRate: {
    unit: '0..1',
    doc: 'part of the reads in which one bit comes wrong; reading again is right',
  },
  damagedAt: {
    unit: 'addresses',
    doc: 'bytes that lost a bit: every read of them is wrong until their block is erased',
  },
};
