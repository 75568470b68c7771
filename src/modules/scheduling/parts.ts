/** The parts of a dispatcher that set timers. */
import type { Port, ScopeListener } from '../ports.ts';

/**
 * Makes ports for parts, each a scope of its own.
 *
 * @param serve called after each timer of a part, since assignments may follow from it
 */
export function partsOf(port: Port, serve: () => void) {
  return (name: string, onTimer: NonNullable<ScopeListener['onTimer']>): Port =>
    port.scope(name, {
      onTimer(tag, argument) {
        onTimer(tag, argument);
        serve();
      },
    });
}
