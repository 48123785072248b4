import { bstr, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.settings;

export const SettingReadRequest = cborMap('SettingReadRequest', {
  name: text('name of the setting, words joined by slashes'),
  max_size: optional(uint('longest value that is wanted, in bytes')),
});
export type SettingReadRequest = Infer<typeof SettingReadRequest>;

export const SettingReadResponse = cborMap('SettingReadResponse', {
  val: bstr('the value; only the client knows its type'),
  max_size: optional(uint('longest value the device gives, when that is less than was wanted')),
});
export type SettingReadResponse = Infer<typeof SettingReadResponse>;

export const SettingWriteRequest = cborMap('SettingWriteRequest', {
  name: text('name of the setting'),
  val: bstr('the new value'),
});
export type SettingWriteRequest = Infer<typeof SettingWriteRequest>;

export const Setting = {
  read: readCommand({
    group,
    id: 0,
    name: 'read a setting',
    request: SettingReadRequest,
    response: SettingReadResponse,
  }),
  write: writeCommand({
    group,
    id: 0,
    name: 'write a setting',
    request: SettingWriteRequest,
    response: EmptyMap,
  }),
};

export const SettingDeleteRequest = cborMap('SettingDeleteRequest', {
  name: text('name of the setting'),
});
export type SettingDeleteRequest = Infer<typeof SettingDeleteRequest>;

export const SettingDelete = {
  write: writeCommand({
    group,
    id: 1,
    name: 'delete a setting',
    request: SettingDeleteRequest,
    response: EmptyMap,
  }),
};

/** Puts everything that was written into use. */
export const SettingsCommit = {
  write: writeCommand({
    group,
    id: 2,
    name: 'commit the settings',
    request: EmptyMap,
    response: EmptyMap,
  }),
};

export const SettingsSaveRequest = cborMap('SettingsSaveRequest', {
  name: optional(text('the part of the tree to save; absent is all of it')),
});
export type SettingsSaveRequest = Infer<typeof SettingsSaveRequest>;

/** Between memory and storage: reading this command loads, and so drops what was not saved. */
export const SettingsStorage = {
  load: readCommand({
    group,
    id: 3,
    name: 'load the settings',
    request: EmptyMap,
    response: EmptyMap,
  }),
  save: writeCommand({
    group,
    id: 3,
    name: 'save the settings',
    request: SettingsSaveRequest,
    response: EmptyMap,
  }),
};
