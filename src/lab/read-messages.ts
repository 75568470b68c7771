/** What the thread that reads a scenario and the one that asked for it say to each other. */
import type { Problem } from '../scenario/errors.ts';
import type { PlacedScenario } from '../scenario/load.ts';
import type { ModuleDescription } from './extension/description.ts';
import type { PlainError } from './isolated-messages.ts';

export interface ReadRequest {
  readonly file: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  /** What modules define, whose names the scenario may use. */
  readonly modules?: readonly ModuleDescription[];
}

/** What became of it, as plain data, and every file that was asked for. */
export type ReadAnswer = { readonly reads: readonly string[] } & ReadOutcome;

export type ReadOutcome =
  | { readonly kind: 'scenario'; readonly placed: PlacedScenario }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[]; readonly omitted: number }
  | { readonly kind: 'failed'; readonly error: PlainError };
