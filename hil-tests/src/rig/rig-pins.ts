import { z } from 'zod';

/** D0 and D1 are the serial line, D13 blinks at the start. */
const digitalPin = z.number().int().min(2).max(12);

const contact = z.strictObject({
  pin: digitalPin,
  /** Which contact of the relay is used: NO is closed while the relay is driven, NC while it is not. */
  contact: z.enum(['NO', 'NC']).default('NO'),
});

/** What is connected to which pin of the rig's board (docs/hil/rig.md). */
export const rigPins = z.strictObject({
  /** The relay in the tracker's supply. */
  power: contact,
  /** Across the tracker's private switch; the switch is on while the contact is closed. */
  privateSwitch: contact.optional(),
  /** Across the tracker's button for help. */
  sos: contact.optional(),
  /** Sees the tracker's light. */
  indicator: z
    .strictObject({ pin: digitalPin, lit: z.enum(['high', 'low']).default('high') })
    .optional(),
  /** An amplifier over a shunt in the tracker's supply, at an analog input. */
  current: z
    .strictObject({
      channel: z.number().int().min(0).max(5),
      milliampsPerVolt: z.number().positive(),
      /** A tracker that draws more than this has power. */
      aliveMilliamps: z.number().positive(),
    })
    .optional(),
});
export type RigPins = z.infer<typeof rigPins>;
/** A relay of the rig, by what it does to the tracker. */
export type RigContact = 'power' | 'privateSwitch' | 'sos';
