/** Linearizability of histories of concurrent operations, from wherever they come. */
export { checkingLinearizability, checkLinearizability } from './check.ts';
export {
  keyListModel,
  keyTextModel,
  keyValueModel,
  type ListInput,
  type TextInput,
  type ValueInput,
} from './models/key-value.ts';
export { fencedLockModel, type LockInput, lockModel } from './models/lock.ts';
export {
  type MultiRegisterInput,
  type MultiRegisterOutput,
  type MultiRegisterStep,
  multiRegisterModel,
} from './models/multi-register.ts';
export { type QueueInput, queueModel } from './models/queue.ts';
export {
  type CasRegisterInput,
  casRegisterModel,
  type RegisterInput,
  registerModel,
} from './models/register.ts';
export { Opaque, type Value } from './models/values.ts';
export {
  type CheckLimits,
  type CheckProgress,
  HistoryError,
  type LinearizabilityReport,
  type LinearizabilityVerdict,
  type LinearizablePrefix,
  type Model,
  type Operation,
  type PartReport,
  type SequentialObject,
  type UndecidedReason,
} from './types.ts';
export { linearizabilityText, operationWords, type WordsOptions } from './words.ts';
