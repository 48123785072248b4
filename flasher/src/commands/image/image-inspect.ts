import type { CommandFile } from '../../command.ts';
import { collect } from '../options.ts';

export const imageInspect: CommandFile = {
  path: ['image', 'inspect'],
  summary: 'show what an image file holds, and whether its hash and signature are right',
  example: 'flasher image inspect app.img --trust signing.pub.pem',
  declare: (command) => {
    command
      .argument('<file>', 'the image')
      .option('--trust <file>', 'public key it must be signed with; may be given again', collect);
  },
  run: async ({ world }, [file = ''], options) => {
    const { inspectImageFile } = await import('../../image/inspect-image-file.ts');
    return inspectImageFile(world, file, (options['trust'] ?? []) as readonly string[]);
  },
};
