/**
 * What a binding's read and write reject with; `canceled` is serialport's word for "we closed it
 * ourselves".
 */
export class BindingFault extends Error {
  readonly canceled: boolean;

  constructor(message: string, canceled: boolean) {
    super(message);
    this.name = 'BindingFault';
    this.canceled = canceled;
  }
}
