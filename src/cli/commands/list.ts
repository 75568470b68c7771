/**
 * `sim list`: what a scenario can be made of.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { either, nearest } from '../../scenario/suggest.ts';
import type { ListedEntry, ListedParameter } from '../entry.ts';
import { collect, MODULE_OPTION, withModules } from '../input.ts';
import { CATEGORIES, type Category, entriesOf } from '../listing.ts';
import type { Session } from '../session.ts';

type List = (category: Category) => Promise<ListedEntry[]>;

interface ListOptions {
  readonly module?: readonly string[];
  readonly json?: boolean;
}

export function registerList(program: Command, session: Session): void {
  const categories = Object.keys(CATEGORIES);
  program
    .command('list')
    .summary('list what a scenario can be made of')
    .description(
      'Lists what a scenario can be made of, with parameters, defaults and sources. Without a category: the names of all.',
    )
    .argument('[category]', `${either(categories)}`, readCategory)
    .option(...MODULE_OPTION, collect)
    .option('--json', 'print one JSON document, and nothing else')
    .action(async (category: Category | undefined, options: ListOptions) => {
      const modules = await withModules(options.module, async (open) => open?.descriptions ?? []);
      const list = (name: Category) => entriesOf(name, modules);
      if (options.json) await printJson(category, list, session);
      else if (category) await session.out.line(await describeCategory(category, list, session));
      else await session.out.line(await describeAll(list, session));
    });
}

function readCategory(word: string): Category {
  if (Object.hasOwn(CATEGORIES, word)) return word as Category;
  const meant = nearest(word, Object.keys(CATEGORIES));
  const hint =
    meant === undefined ? `It is one of ${either(Object.keys(CATEGORIES))}.` : `(Did you mean ${meant}?)`;
  throw new InvalidArgumentError(hint);
}

async function printJson(category: Category | undefined, list: List, session: Session): Promise<void> {
  const names = category ? [category] : (Object.keys(CATEGORIES) as Category[]);
  const lists = await Promise.all(names.map(async (name) => [name, await list(name)] as const));
  const content = category ? lists[0][1] : Object.fromEntries(lists);
  await session.out.line(JSON.stringify(content, null, 2));
}

async function describeAll(list: List, session: Session): Promise<string> {
  const blocks = await Promise.all(
    (Object.keys(CATEGORIES) as Category[]).map(async (category) => {
      const entries = await list(category);
      return entriesTable(category, entries, session, false);
    }),
  );
  return [...blocks, 'sim list CATEGORY also shows parameters, defaults and sources.'].join('\n\n');
}

async function describeCategory(category: Category, list: List, session: Session): Promise<string> {
  const entries = await list(category);
  const blocks = [await entriesTable(category, entries, session, true)];
  const parameters = await parametersTable(entries, session);
  if (parameters !== '') blocks.push(parameters);
  return blocks.join('\n\n');
}

/** Parameters that several entries have alike are shown once. */
async function parametersTable(entries: readonly ListedEntry[], session: Session): Promise<string> {
  const owners = new Map<string, { readonly parameter: ListedParameter; readonly of: string[] }>();
  for (const { name, parameters = [] } of entries) {
    for (const parameter of parameters) {
      const key = JSON.stringify(parameter);
      const known = owners.get(key);
      if (known) known.of.push(name);
      else owners.set(key, { parameter, of: [name] });
    }
  }
  if (owners.size === 0) return '';
  const order = entries.map(({ name }) => name);
  const rows = [...owners.values()]
    .sort((a, b) => a.of.length - b.of.length || order.indexOf(a.of[0]) - order.indexOf(b.of[0]))
    .map(({ parameter: { name, default: given, allowed, description }, of }) => [
      entries.length > 1 && of.length === entries.length ? '(all)' : of.join(', '),
      name,
      given ?? '',
      allowed,
      description,
    ]);
  const { formatTable } = await import('../table.ts');
  const { width, color } = session.out;
  return formatTable(['of', 'parameter', 'default', 'allowed', 'description'], rows, { width, color });
}

async function entriesTable(
  category: Category,
  entries: readonly ListedEntry[],
  session: Session,
  withSources: boolean,
): Promise<string> {
  const { formatTable } = await import('../table.ts');
  const hasSources = withSources && entries.some((entry) => entry.source !== undefined);
  const rows = entries.map(({ name, description, source }) =>
    hasSources ? [name, description, source ?? ''] : [name, description],
  );
  const head = [category, 'description', ...(hasSources ? ['source'] : [])];
  return formatTable(head, rows, { width: session.out.width, color: session.out.color });
}
