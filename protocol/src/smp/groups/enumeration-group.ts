import { arrayOf, bool, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.enumeration;

export const GroupCountResponse = cborMap('GroupCountResponse', {
  count: uint('number of groups the device has'),
});
export type GroupCountResponse = Infer<typeof GroupCountResponse>;

export const GroupCount = {
  read: readCommand({
    group,
    id: 0,
    name: 'number of groups',
    request: EmptyMap,
    response: GroupCountResponse,
  }),
};

export const GroupListResponse = cborMap('GroupListResponse', {
  groups: arrayOf(uint('a group', { max: 0xffff }), 'the groups the device has'),
});
export type GroupListResponse = Infer<typeof GroupListResponse>;

export const GroupList = {
  read: readCommand({
    group,
    id: 1,
    name: 'list of groups',
    request: EmptyMap,
    response: GroupListResponse,
  }),
};

export const GroupAtRequest = cborMap('GroupAtRequest', {
  index: optional(uint('place in the list, from 0; absent is 0')),
});
export type GroupAtRequest = Infer<typeof GroupAtRequest>;

export const GroupAtResponse = cborMap('GroupAtResponse', {
  group: uint('the group at this place', { max: 0xffff }),
  end: optional(bool('true: it is the last one')),
});
export type GroupAtResponse = Infer<typeof GroupAtResponse>;

export const GroupAt = {
  read: readCommand({
    group,
    id: 2,
    name: 'one group',
    request: GroupAtRequest,
    response: GroupAtResponse,
  }),
};

export const GroupDetailsRequest = cborMap('GroupDetailsRequest', {
  groups: optional(
    arrayOf(uint('a group', { max: 0xffff }), 'the groups to describe; absent is all of them'),
  ),
});
export type GroupDetailsRequest = Infer<typeof GroupDetailsRequest>;

export const GroupDetail = cborMap('GroupDetail', {
  group: uint('the group', { max: 0xffff }),
  name: optional(text('its name')),
  handlers: optional(uint('number of its commands')),
});
export type GroupDetail = Infer<typeof GroupDetail>;

export const GroupDetailsResponse = cborMap('GroupDetailsResponse', {
  groups: arrayOf(GroupDetail, 'one row for each group'),
});
export type GroupDetailsResponse = Infer<typeof GroupDetailsResponse>;

export const GroupDetails = {
  read: readCommand({
    group,
    id: 3,
    name: 'details of the groups',
    request: GroupDetailsRequest,
    response: GroupDetailsResponse,
  }),
};
