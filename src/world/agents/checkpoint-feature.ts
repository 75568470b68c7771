/** Checkpoints as a feature of a world: they are kept until their task ends. */
import type { Part } from '../core/part.ts';
import type { Feature } from '../feature.ts';

export const checkpoints: Feature<Part> = {
  when: ({ checkpoints: spec }) => Boolean(spec),
  build: ({ agents }) => ({ ended: (task) => agents.checkpoints?.store.forget(task) }),
};
