/** What the thread that runs a user's modules and the one that watches it say to each other. */

import type { MessagePort } from 'node:worker_threads';
import type { Scenario } from '../scenario/scenario.ts';
import { WorldError } from '../world/core/errors.ts';
import type { ModuleDescription } from './extension/description.ts';
import { ModuleError } from './extension/errors.ts';
import type { ModuleBundle } from './module-file.ts';
import type { RunResult } from './result.ts';
import { ResourceError, type RunOptions, type RunProgress } from './simulate.ts';

/**
 * The first message to the thread, which it takes before a module runs: later ones go through `port`, which no module can reach, as
 * it can the thread's own port and data.
 */
export interface ThreadStart {
  readonly port: MessagePort;
  readonly bundles: readonly ModuleBundle[];
  /** Memory of a CallTrace. */
  readonly trace: SharedArrayBuffer;
  /** Bytes outside of the heap that modules may keep. */
  readonly memory: number;
}

export type Order =
  | {
      readonly kind: 'run';
      readonly scenario: Scenario;
      readonly options: Pick<RunOptions, 'until' | 'replication' | 'command' | 'exact' | 'history'>;
    }
  | { readonly kind: 'abort' };

export type Answer =
  | {
      readonly kind: 'ready';
      readonly descriptions: readonly ModuleDescription[];
      readonly entries: readonly { readonly module: string; readonly entry: string }[];
    }
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** An error without its class, which does not survive the way between threads. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** The fields of a ModuleError or a WorldError. */
  readonly fields: Readonly<Record<string, string | number | null>>;
}

/** What was thrown may be a user's, and throw when it is looked at. */
export function plainError(error: unknown): PlainError {
  try {
    return plainFields(error);
  } catch {
    const message = 'something was thrown that cannot be read: looking at it throws again';
    return { name: 'Error', message, stack: '', fields: {} };
  }
}

function plainFields(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '', fields: {} };
  const { name, message, stack = '' } = error;
  if (ModuleError.is(error)) {
    const { module, entry, call, time, problem } = error;
    return { name, message, stack, fields: { module, entry, call, time, problem } };
  }
  return { name, message, stack, fields: error instanceof WorldError ? { key: error.key } : {} };
}

export function revivedError({ name, message, stack, fields }: PlainError): Error {
  if (name === 'ModuleError') {
    const { problem, ...place } = fields;
    return new ModuleError(String(problem), place as unknown as ConstructorParameters<typeof ModuleError>[1]);
  }
  if (name === 'ResourceError') return new ResourceError(message);
  if (name === 'WorldError') return new WorldError(String(fields.key), message);
  return Object.assign(new Error(message), { name, stack });
}
