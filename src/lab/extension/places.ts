/** Where the text of a module that was loaded from a file stands, for messages about errors in it. */
import type { ModuleDefinition } from './definition.ts';
import type { Locate } from './guard.ts';

const LOCATORS = new WeakMap<ModuleDefinition, Locate>();

/** Notes how errors thrown in a module are traced to its file. */
export function rememberLocator(definition: ModuleDefinition, locate: Locate): void {
  LOCATORS.set(definition, locate);
}

/** How errors thrown in a module are traced to its file; those of a module that no loader has read are not. */
export function locatorOf(definition: ModuleDefinition): Locate {
  return LOCATORS.get(definition) ?? (() => null);
}
