import {
  CertificateRequestRead,
  ChunkReceiver,
  handleCommand,
  McumgrError,
  protocolFailure,
  provisioningBytesMax,
  ProvisionWrite,
  TrackerError,
  type ProvisionWriteRequest,
  type ProvisionWriteResponse,
  type SmpFailure,
  type SmpHandler,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';

import type { Enrolment } from '../identity/enrolment.ts';
import { trackerFailure } from './tracker-facts.ts';

/** Group 64: how a blank device becomes a tenant's. One with a tenant, or that had one, refuses all of it. */
export function provisioningHandlers(enrolment: Enrolment, isOwned: () => boolean): SmpHandler[] {
  const denied = protocolFailure(McumgrError.accessDenied);
  const records = new ProvisioningReceiver(enrolment);
  return [
    handleCommand(CertificateRequestRead.read, ({ ten, dev }) => {
      if (isOwned() || enrolment.done !== undefined) return denied;
      const request = enrolment.request({ tenant: ten, device: dev });
      return typeof request === 'number' ? trackerFailure(request) : { csr: request };
    }),
    handleCommand(ProvisionWrite.write, (request) => {
      // The last piece, sent again, gets its answer again; a new record does not.
      const isNew = request.off === 0;
      return isOwned() || (isNew && enrolment.done !== undefined)
        ? denied
        : records.accept(request);
    }),
  ];
}

class ProvisioningReceiver {
  readonly #enrolment: Enrolment;
  readonly #chunks = new ChunkReceiver({ bytesMax: provisioningBytesMax });
  #buffer = new Uint8Array();
  #outcome: { readonly digest: Uint8Array } | SmpFailure | undefined;

  constructor(enrolment: Enrolment) {
    this.#enrolment = enrolment;
  }

  accept(request: ProvisionWriteRequest): ProvisionWriteResponse | SmpFailure {
    const verdict = this.#chunks.accept(request);
    if (verdict.kind === 'refuse') {
      const { tooLarge, malformed } = TrackerError;
      return trackerFailure(verdict.reason === 'too-large' ? tooLarge : malformed);
    }
    if (verdict.kind === 'store') {
      if (verdict.starts) this.#buffer = new Uint8Array(request.len ?? 0);
      this.#buffer.set(verdict.data, verdict.at);
      if (verdict.isDone) this.#outcome = this.#store();
    }
    const outcome = this.#outcome;
    if (!verdict.isDone || outcome === undefined) return { off: verdict.off };
    return 'kind' in outcome ? outcome : { off: verdict.off, ...outcome };
  }

  #store(): { digest: Uint8Array } | SmpFailure {
    const code = this.#enrolment.accept(this.#buffer);
    return code === undefined ? { digest: sha256(this.#buffer) } : trackerFailure(code);
  }
}
