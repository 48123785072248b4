import { LinkError } from '@feierabend/protocol';

/**
 * The device holds, runs or keeps something else than what it was given. Codes start with
 * `VERIFY_`; exit code 7.
 */
export class VerificationError extends LinkError {}
