type Whole<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** The parts, if all that must be there is. */
export function whole<T extends object>(parts: T): Whole<T> | undefined {
  return Object.values(parts).includes(undefined) ? undefined : (parts as Whole<T>);
}
