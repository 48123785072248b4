/** What gives a target its power, and takes it. */
export interface PowerSwitch {
  /** Resolves when it is so. */
  set(isOn: boolean): Promise<void>;
  close(): Promise<void>;
}
