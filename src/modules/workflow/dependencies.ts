/** What a step of a graph may wait for. */

/** completion: all tasks have ended, however; success: all have succeeded; data: the same, and their results travel on. */
export const DEPENDENCY_TYPES = ['completion', 'success', 'data'] as const;
export type DependencyType = (typeof DEPENDENCY_TYPES)[number];

export interface TypedDependency {
  /** The step that is waited for. */
  readonly name: string;
  readonly on: DependencyType;
  /** data only: bytes of its results that every task of the waiting step is given, on top of its payload. Otherwise 0. */
  readonly bytes: number;
}

/** A bare name waits for success. */
export type Dependency = string | TypedDependency;

export function typedDependency(dependency: Dependency): TypedDependency {
  return typeof dependency === 'string' ? { name: dependency, on: 'success', bytes: 0 } : dependency;
}
