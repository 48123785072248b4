const sealedChannels = /(?:^|\/)(?:report|event|journal)$/u;

/** Whether everything on a channel, or on the topic of one, is sealed frames, which a device keeps until they are acknowledged. */
export function isSealedChannel(channel: string): boolean {
  return sealedChannels.test(channel);
}
