/** Who watches over states of health, where there are any. */
import type { Feature } from '../feature.ts';
import { HealthWatch, watchesHealth } from './health-watch.ts';

export const health: Feature = {
  when: watchesHealth,
  build(core) {
    new HealthWatch(core).subscribe(core.facts);
    return {};
  },
};
