/** Linearizability of histories of concurrent operations, from wherever they come. */
export { checkLinearizability } from './check.ts';
export { keyListModel, keyTextModel, type ListInput, type TextInput } from './models/key-value.ts';
export { fencedLockModel, type LockInput, lockModel } from './models/lock.ts';
export { type QueueInput, queueModel } from './models/queue.ts';
export {
  type CasRegisterInput,
  casRegisterModel,
  type RegisterInput,
  registerModel,
} from './models/register.ts';
export type { Value } from './models/values.ts';
export {
  type CheckLimits,
  HistoryError,
  type LinearizabilityReport,
  type LinearizabilityVerdict,
  type LinearizablePrefix,
  type Model,
  type Operation,
  type PartReport,
  type SequentialObject,
} from './types.ts';
export { linearizabilityText, operationWords } from './words.ts';
