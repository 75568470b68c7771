/**
 * `sim reference`: every key of a scenario file with type, range, default and an example.
 */
import type { Command } from 'commander';
import type { ReferenceEntry } from '../../scenario/reference.ts';
import type { Schema } from '../../scenario/schema-reader.ts';
import { nearest } from '../../scenario/suggest.ts';
import { UsageError } from '../exit.ts';
import { collect, MODULE_OPTION, withModules } from '../input.ts';
import type { Session } from '../session.ts';

interface ReferenceOptions {
  readonly module?: readonly string[];
  readonly json?: boolean;
  readonly page?: string;
  readonly force?: boolean;
}

export function registerReference(program: Command, session: Session): void {
  program
    .command('reference')
    .summary('explain every key of a scenario file')
    .description(
      'Explains the keys of scenario files: type, allowed range, default, example. Without a path: the keys at the top; with ' +
        'one, such as workload or health.parameters, that key and all below it.',
    )
    .argument('[path]', 'a key, with those above it joined by dots')
    .option(...MODULE_OPTION, collect)
    .option('--json', 'print one JSON document, and nothing else')
    .option('--page <file>', 'write all keys as one HTML page that opens offline')
    .option('--force', 'overwrite the page if it exists')
    .action(async (path: string | undefined, options: ReferenceOptions) => {
      const entries = await reference(options);
      if (options.page !== undefined) {
        if (path !== undefined) throw new UsageError('--page writes all keys: leave the path out');
        const [{ referencePage }, { writeNewFile }] = await Promise.all([
          import('../../report/html/reference.ts'),
          import('../new-file.ts'),
        ]);
        await writeNewFile(options.page, referencePage(entries), options.force === true);
        await session.out.line(`wrote ${options.page}`);
        return;
      }
      const shown = select(entries, path);
      if (options.json) await session.out.line(JSON.stringify(shown, null, 2));
      else await session.out.line(await describe(shown, path, session));
    });
}

async function reference(options: ReferenceOptions): Promise<ReferenceEntry[]> {
  const modules = await withModules(options.module, async (open) => open?.descriptions ?? []);
  const [{ annotatedScenarioSchema }, { catalog }, { scenarioReference }, { SchemaReader }] =
    await Promise.all([
      import('../../scenario/load.ts'),
      import('../../lab/catalog.ts'),
      import('../../scenario/reference.ts'),
      import('../../scenario/schema-reader.ts'),
    ]);
  return scenarioReference(new SchemaReader(annotatedScenarioSchema(catalog(modules)) as Schema));
}

/** Without a path the keys at the top; with one the key and what is below it. */
function select(entries: readonly ReferenceEntry[], path: string | undefined): ReferenceEntry[] {
  if (path === undefined) return entries.filter((entry) => !/[.[]/.test(entry.path));
  const wanted = plain(path);
  const found = entries.filter((entry) => {
    const own = plain(entry.path);
    return own === wanted || own.startsWith(`${wanted}.`);
  });
  if (found.length > 0) return found;
  const paths = [...new Set(entries.map((entry) => plain(entry.path)))];
  // A key alone is often what somebody has in mind.
  const ends = paths.filter((known) => known.endsWith(`.${wanted}`));
  const hint =
    ends.length > 0
      ? `there are ${ends.slice(0, 5).join(', ')}`
      : `did you mean "${nearest(wanted, paths) ?? 'workload'}"?`;
  throw new UsageError(`no key of a scenario is called "${path}": ${hint}`);
}

/** Lists are written with their brackets or without. */
function plain(path: string): string {
  return path.replace(/\[\d*\]/g, '');
}

async function describe(
  entries: readonly ReferenceEntry[],
  path: string | undefined,
  session: Session,
): Promise<string> {
  const { formatTable } = await import('../table.ts');
  const rows = entries.map(
    ({ path: own, type, range, default: given, required, example, description, only }) => [
      own,
      [type, range].filter((part) => part !== '').join(': '),
      required ? 'required' : (given ?? ''),
      example ?? '',
      only.length === 0 ? description : `${description} [with ${only.join('; ')}]`,
    ],
  );
  const { width, color } = session.out;
  const table = formatTable(['key', 'type', 'default', 'example', 'description'], rows, { width, color });
  return path === undefined
    ? `${table}\n\nsim reference KEY shows all below a key, sim reference --page FILE all keys as a page.`
    : table;
}
