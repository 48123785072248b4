import type { CommandFile } from '../command.ts';
import { complete } from './complete.ts';
import { completion } from './completion.ts';
import { confirm } from './confirm.ts';
import { doctor } from './doctor.ts';
import { erase } from './erase.ts';
import { flash } from './flash.ts';
import { imageBuild } from './image/image-build.ts';
import { imageInspect } from './image/image-inspect.ts';
import { imageKeygen } from './image/image-keygen.ts';
import { imageSign } from './image/image-sign.ts';
import { imageVerify } from './image/image-verify.ts';
import { info } from './info.ts';
import { monitor } from './monitor.ts';
import { ports } from './ports.ts';
import { policyApply } from './policy-apply.ts';
import { policyKeygen } from './policy-keygen.ts';
import { policyLint } from './policy-lint.ts';
import { policyPlan } from './policy-plan.ts';
import { reset } from './reset.ts';
import { revert } from './revert.ts';
import { policyShow } from './policy-show.ts';

/** Every command, in the order of the help. A new one is one file and one line here. */
export const commandFiles: readonly CommandFile[] = [
  ports,
  doctor,
  info,
  monitor,
  reset,
  flash,
  confirm,
  revert,
  erase,
  imageKeygen,
  imageBuild,
  imageSign,
  imageInspect,
  imageVerify,
  policyKeygen,
  policyLint,
  policyPlan,
  policyApply,
  policyShow,
  completion,
  complete,
];
