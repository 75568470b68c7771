/** The section on spawning, from its read form. */
import type { SpawningSpec } from '../../world/spec/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { Path } from '../document/tree.ts';
import type { BuildContext } from './context.ts';

/** Distributions as they were read. */
type Drafted<T> = { readonly [K in keyof T]: K extends 'boot' | 'take' | 'wake' ? DistributionDraft : T[K] };

export function buildSpawning(given: unknown, context: BuildContext): SpawningSpec {
  const input = given as Drafted<SpawningSpec> & {
    readonly take?: DistributionDraft;
    readonly hibernate?: Drafted<NonNullable<SpawningSpec['hibernate']>>;
  };
  const duration = (path: Path, draft: DistributionDraft) =>
    context.distribution(['spawning', ...path], draft, 'duration');
  const { hibernate, take } = input;
  return {
    ...input,
    boot: duration(['boot'], input.boot),
    ...(take === undefined ? {} : { take: duration(['take'], take) }),
    per_wave: input.per_wave ?? null,
    hibernate: hibernate ? { ...hibernate, wake: duration(['hibernate', 'wake'], hibernate.wake) } : null,
  } as SpawningSpec;
}
