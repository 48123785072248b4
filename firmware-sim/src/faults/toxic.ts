/** Towards the server, or back to the client. */
export type StreamSide = 'upstream' | 'downstream';

/**
 * What can go wrong with one direction of a connection, in the words of toxiproxy. `flip` and `loss` are not among
 * them: a bit that arrives as the other, and a packet that has to be sent again.
 */
export type Toxic =
  /** Every byte comes later, by up to `jitterMs` more; the order stays. */
  | { readonly type: 'latency'; readonly latencyMs: number; readonly jitterMs?: number }
  /**
   * A chunk is lost with this chance, and comes after a timeout that is doubled each time it is lost again; what is behind it
   * waits, as TCP delivers in order.
   */
  | { readonly type: 'loss'; readonly share: number; readonly timeoutMs: number }
  | { readonly type: 'bandwidth'; readonly rateBytesPerS: number }
  /** The end of the connection comes later than its last byte. */
  | { readonly type: 'slow_close'; readonly delayMs: number }
  /**
   * A black hole: nothing comes through. After `timeoutMs` the connection ends; with 0 it stays for ever, and what was on its
   * way arrives when the toxic is removed, as TCP would repeat it.
   */
  | { readonly type: 'timeout'; readonly timeoutMs: number }
  /** The connection is reset (RST) after `timeoutMs`; with 0 at once. */
  | { readonly type: 'reset_peer'; readonly timeoutMs: number }
  /** Chunks are cut into smaller ones. */
  | { readonly type: 'slicer'; readonly averageBytes: number }
  /** The connection ends after so many further bytes. */
  | { readonly type: 'limit_data'; readonly bytes: number }
  /** One bit of the byte after `afterBytes` further bytes is flipped, once. */
  | { readonly type: 'flip'; readonly afterBytes: number };

export type ToxicType = Toxic['type'];

export type ToxicOf<Type extends ToxicType> = Extract<Toxic, { readonly type: Type }>;

/** A toxic in force, and how far it has come. */
export interface ActiveToxic {
  readonly toxic: Toxic;
  /** Bytes still to come before it acts; for `limit_data` and `flip`. */
  bytesLeft: number;
}

export function findToxic<Type extends ToxicType>(
  active: Iterable<ActiveToxic>,
  type: Type,
): { readonly toxic: ToxicOf<Type>; readonly state: ActiveToxic } | undefined {
  for (const state of active) {
    if (isOf(state.toxic, type)) return { toxic: state.toxic, state };
  }
  return undefined;
}

function isOf<Type extends ToxicType>(toxic: Toxic, type: Type): toxic is ToxicOf<Type> {
  return toxic.type === type;
}
