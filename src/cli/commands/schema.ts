/**
 * `sim schema`: the JSON Schema of scenario files, for editors.
 */
import type { Command } from 'commander';
import { collect, MODULE_OPTION, withModules } from '../input.ts';
import type { Session } from '../session.ts';

const EXAMPLE = `
An editor with YAML support checks a scenario whose first line is
  # yaml-language-server: $schema=scenario.schema.json
after sim schema > scenario.schema.json`;

export function registerSchema(program: Command, session: Session): void {
  program
    .command('schema')
    .summary('print the JSON Schema of scenario files')
    .description('Prints the JSON Schema of scenario files, with every algorithm and its parameters.')
    .option(...MODULE_OPTION, collect)
    .addHelpText('after', EXAMPLE)
    .action(async (options: { readonly module?: readonly string[] }) => {
      const modules = await withModules(options.module, async (open) => open?.descriptions ?? []);
      const [{ scenarioJsonSchema }, { catalog }] = await Promise.all([
        import('../../scenario/load.ts'),
        import('../../lab/catalog.ts'),
      ]);
      await session.out.line(JSON.stringify(scenarioJsonSchema(catalog(modules)), null, 2));
    });
}
