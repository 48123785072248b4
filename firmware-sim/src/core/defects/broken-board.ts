import type { Assembly } from '../assembly.ts';
import type { Link, LinkMessage } from '../ports.ts';

/** The link with another way to publish. */
function withLink(publish: (link: Link, message: LinkMessage) => boolean): Partial<Assembly> {
  return {
    world: (world) => {
      const { link } = world;
      return {
        ...world,
        link: {
          connect: (credentials) => link.connect(credentials),
          publish: (message) => publish(link, message),
          withdraw: (id) => link.withdraw(id),
          close: () => link.close(),
        },
      };
    },
  };
}

export const wrongTopic = withLink((link, message) =>
  link.publish(message.channel === 'report' ? { ...message, channel: 'event' } : message),
);

/** Ids of messages nobody waits for; they do not meet those of the outbox or of answers. */
const strayIdsFrom = 2_000_000_000;

export const sentTwice = withLink((link, message) => {
  const isTaken = link.publish(message);
  if (isTaken && message.channel === 'report') {
    link.publish({ ...message, id: strayIdsFrom + message.id });
  }
  return isTaken;
});

export const darkIndicator: Partial<Assembly> = {
  world: (world) => ({
    ...world,
    indicator: (pattern) => world.indicator(pattern === 'on' ? 'off' : pattern),
  }),
};

export const unfitIsFit: Partial<Assembly> = {
  selfTest: () => 'pass',
};
