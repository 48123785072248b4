import { createPublicKey } from 'node:crypto';

import { deriveKeyPair, toHex } from '@feierabend/protocol';

import { BareBoard } from './bare-board.tool.ts';

export const port = ['--port', 'bench'];
export const names = ['--tenant', 'acme', '--device', 'van-7'];
export const recipient = `office=${toHex(deriveKeyPair(new Uint8Array(32).fill(8)).publicKey)}`;
export const network = ['--anchor', 'ca.pem', '--broker', 'mqtts://mqtt.example:8883=DE'];
export const people = ['admin', 'council', 'controller'].flatMap((who) => [
  '--person',
  `${who}.pub.json`,
]);
export const admin = ['--key', 'admin.key.json', '--reason', 'test'];
export const both = [...admin, '--cosign', 'council.key.json'];

/** Monday morning, a quarter of an hour before work. */
export const startS = Date.UTC(2026, 10, 23, 6, 45) / 1000;

/** The files of the people, of an authority and of a firmware; and a blank board that starts it. */
export async function makeBench(): Promise<BareBoard> {
  const maker = new BareBoard({ startS, imageKeys: [] });
  await maker.done('image', 'keygen', 'signing.pem');
  const spki = createPublicKey(maker.text('signing.pub.pem')).export({ format: 'jwk' });
  const imageKeys = [new Uint8Array(Buffer.from(spki.x ?? '', 'base64url'))];
  const board = new BareBoard({ startS, imageKeys });
  for (const [name, bytes] of maker.files) board.files.set(name, bytes);
  for (const [who, role] of [
    ['admin', 'administrator'],
    ['council', 'council'],
    ['controller', 'controller'],
  ] as const) {
    const person = ['--name', who, '--role', role, '--unencrypted'];
    await board.done('policy', 'keygen', `${who}.key.json`, ...person);
  }
  const image = ['--sim', '--size', '4096', '--key', 'signing.pem', '--version', '1.0.0'];
  await board.done('image', 'build', 'app.img', ...image);
  await board.done('provision', 'test-ca', 'ca.pem');
  return board;
}

/** A board of a tenant, with a firmware that works and a policy in force. */
export async function makeTracker(): Promise<BareBoard> {
  const board = await makeBench();
  const ca = ['--ca', 'ca.pem', '--ca-key', 'ca.key.pem'];
  await board.done('provision', 'run', ...port, ...names, ...ca, ...network, ...people);
  await board.done('flash', 'app.img', ...port, '--trust', 'signing.pub.pem');
  await board.done('policy', 'new', 'company-vehicle', 'vans.yaml', '--recipient', recipient);
  const valid = ['--valid', '2026-11-01..2027-10-31', '--review', '2027-05-01'];
  await board.done('policy', 'set', 'vans.yaml', ...valid);
  await board.done('policy', 'apply', 'vans.yaml', ...port, ...both);
  return board;
}
