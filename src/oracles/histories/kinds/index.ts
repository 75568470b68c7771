import { keyValueKind } from './key-value.ts';
import type { Kind } from './kind.ts';
import { multiRegisterKind } from './multi-register.ts';
import { mutexKind } from './mutex.ts';
import type { HistoryModel } from './names.ts';
import { queueKind } from './queue.ts';
import { casRegisterKind, registerKind } from './register.ts';

type AnyKind = Kind<unknown, unknown, unknown>;

/** By name. What a kind translates is for its own model alone, so nobody needs to know the types. */
export const KINDS: Readonly<Record<HistoryModel, AnyKind>> = {
  register: registerKind as AnyKind,
  'cas-register': casRegisterKind as AnyKind,
  'multi-register': multiRegisterKind as AnyKind,
  kv: keyValueKind as AnyKind,
  mutex: mutexKind as AnyKind,
  queue: queueKind as AnyKind,
};
