import type { CommandFile } from '../command.ts';
import { complete } from './complete.ts';
import { completion } from './completion.ts';
import { configDiff } from './config/diff.ts';
import { configExport } from './config/export.ts';
import { configGet } from './config/get.ts';
import { configImport } from './config/import.ts';
import { configSet } from './config/set.ts';
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
import { policyApply } from './policy/apply.ts';
import { policyConfirm } from './policy/confirm.ts';
import { policyDiff } from './policy/diff.ts';
import { policyExplain } from './policy/explain.ts';
import { policyHistory } from './policy/history.ts';
import { panel } from './panel.ts';
import { policyKeygen } from './policy/keygen.ts';
import { policyLint } from './policy/lint.ts';
import { policyNew } from './policy/new.ts';
import { policyPlan } from './policy/plan.ts';
import { policyPreview } from './policy/preview.ts';
import { policySet } from './policy/set.ts';
import { policyShow } from './policy/show.ts';
import { policySign } from './policy/sign.ts';
import { policyVerify } from './policy/verify.ts';
import { ports } from './ports.ts';
import { reset } from './reset.ts';
import { revert } from './revert.ts';
import { audit } from './tenancy/audit.ts';
import { provisionCertify } from './tenancy/provision-certify.ts';
import { provisionCsr } from './tenancy/provision-csr.ts';
import { provisionInstall } from './tenancy/provision-install.ts';
import { provisionRun } from './tenancy/provision-run.ts';
import { provisionTestCa } from './tenancy/provision-test-ca.ts';
import { wipe } from './tenancy/wipe.ts';

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
  panel,
  imageKeygen,
  imageBuild,
  imageSign,
  imageInspect,
  imageVerify,
  policyKeygen,
  policyNew,
  policySet,
  policyLint,
  policyExplain,
  policyPreview,
  policyDiff,
  policyPlan,
  policySign,
  policyConfirm,
  policyApply,
  policyVerify,
  policyShow,
  policyHistory,
  configGet,
  configSet,
  configExport,
  configImport,
  configDiff,
  provisionRun,
  provisionCsr,
  provisionTestCa,
  provisionCertify,
  provisionInstall,
  audit,
  wipe,
  completion,
  complete,
];
