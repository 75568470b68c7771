/** The text of scenarios/README.md, out of what checks scenario files: the schema, the registries and the files themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { type CATEGORIES, type Category, entriesOf } from '../../src/cli/listing.ts';
import { catalog } from '../../src/lab/catalog.ts';
import { METRICS } from '../../src/recording/metrics.ts';
import { annotatedScenarioSchema } from '../../src/scenario/load.ts';
import {
  entriesByTopKey,
  entrySentences,
  type ReferenceEntry,
  scenarioReference,
} from '../../src/scenario/reference.ts';
import { type Schema, SchemaReader } from '../../src/scenario/schema-reader.ts';

export const SCENARIOS_README = 'scenarios/README.md';

/** Lists of `sim list` in the order of the document. Metrics have a table of their own, with more columns, and scenarios too. */
const LISTS: readonly (readonly [Exclude<Category, 'metrics' | 'scenarios'>, string])[] = [
  ['algorithms', '`scheduler`, or `scheduler.algorithm`'],
  ['detectors', '`health.detector`'],
  ['scaling-policies', '`scaling`, or `scaling.policy`'],
  ['victim-policies', '`scaling.victims`'],
  ['topologies', '`coordination.topology`'],
  ['workloads', 'below `workload`'],
  ['arrivals', '`workload.arrivals`'],
  ['distributions', 'wherever a distribution is asked for'],
  ['faults', '`faults[].kind`'],
  ['series', 'in conditions over a window of time, such as `max queue.depth between 10min and 20min < 500`'],
];

const INTRODUCTION = `# Scenario files

A scenario is one YAML 1.2 file. It says what is simulated (agents, coordinators, network, work, faults), what is expected of it, and what
somebody has claimed about it; everything that it does not say has a default. This page is generated from what checks the files:
\`npm run documents\` writes it again.

\`\`\`sh
npx sim validate scenarios/quickstart.yaml    # checks a file without running it
npx sim run scenarios/quickstart.yaml         # runs it
npx sim reference workload.arrivals           # explains a key and all below it
npx sim new my-scenario.yaml                  # writes a commented file to start from
\`\`\`

\`\`\`yaml
# Question: how long do 20 agents need for 500 tasks when one of them is lost on the way?
agents: 20
workload: { backlog: 500, service: "lognormal(mean=30s, cv=0.5)" }
faults:
  - { kind: crash, target: { agents: 1 }, at: 2m }
expect:
  - tasks.lost == 0
  - makespan < 20m
claims:
  - makespan < 13m
\`\`\`

- **Times** are durations such as \`250ms\`, \`90s\`, \`1h30m\` or \`never\`; **rates** have a period (\`30/s\`, \`5/min\`), **sizes** a unit (\`512MB\`),
  **shares** are percentages or numbers from 0 to 1.
- **Distributions** are calls, \`lognormal(mean=5s, cv=0.8)\`, or mappings, \`{ lognormal: { mean: 5s, cv: 0.8 } }\`. Between braces and
  brackets a call stands in quotation marks. A plain value is a constant.
- **Short forms**: \`agents: 20\` is \`agents: { count: 20 }\`, \`scheduler: random\` is \`scheduler: { algorithm: random }\`. \`--set\` and \`--vary\` take the
  paths of the long form, with those of lists in brackets: \`--set 'faults[0].at=3m'\`.
- **\`extends: other.yaml\`** takes what the other file says, and replaces what this one says itself.
- **\`expect\`** must hold, or the command fails; **\`claims\`** are confirmed or refuted. Both are conditions over metrics.
`;

/** The whole document, with a line end at its end. */
export async function scenariosReadme(): Promise<string> {
  const known = catalog();
  const keys = scenarioReference(new SchemaReader(annotatedScenarioSchema(known) as Schema));
  const metrics = METRICS.map(({ name, unit, better, description }) => [
    code(name),
    unit,
    better ?? '',
    description,
  ]);
  const lists = await Promise.all(LISTS.map(async ([category, place]) => listSection(category, place)));
  const parts = [
    INTRODUCTION,
    '## The scenarios\n',
    'Each answers one question; the comment at its head has commands to ask further with.\n',
    table(['scenario', 'what it shows'], scenarioRows('scenarios', firstQuestion)),
    'Textbook models, whose exact results the simulation has to meet:\n',
    table(['scenario', 'what it shows'], scenarioRows('scenarios/validation', headComment)),
    '## Keys\n',
    'In the first column `[]` stands for each item of a list, `*` for a name of one\'s own. "With" names what a key goes with.\n',
    ...keySections(keys),
    '## What there is to choose from\n',
    '`sim list CATEGORY` also shows parameters, defaults and sources.\n',
    ...lists,
    '## Metrics\n',
    'Conditions, `--metric` and `summary.json` use these names; `<tenant>` and the like stand for each name that there is. "Better" is',
    'the end of the scale that comparisons and gates take for the better one where nothing else is said.\n',
    table(['metric', 'unit', 'better', 'what it is'], metrics),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function keySections(entries: readonly ReferenceEntry[]): string[] {
  const tops = [...entriesByTopKey(entries)];
  const single = tops.flatMap(([, own]) => (own.length === 1 ? own : []));
  const sections = [['At the top', single] as const, ...tops.filter(([, own]) => own.length > 1)];
  const head = ['key', 'type', 'default', 'example', 'what it says'];
  return sections.map(([title, own]) => `### ${title}\n\n${table(head, own.map(keyRow))}`);
}

function keyRow(entry: ReferenceEntry): string[] {
  const { path, type, range, default: given, required, example } = entry;
  return [
    code(path),
    range === '' ? type : `${type}: ${range}`,
    required ? 'required' : code(given ?? ''),
    code(example ?? ''),
    entrySentences(entry),
  ];
}

async function listSection(category: keyof typeof CATEGORIES, place: string): Promise<string> {
  const entries = await entriesOf(category);
  const rows = entries.map(({ name, description }) => [code(name), description]);
  return `### ${category}\n\n${place}\n\n${table(['name', 'what it is'], rows)}`;
}

/** File, and words of its head, of every scenario in a folder. */
function scenarioRows(folder: string, wordsOf: (text: string) => string): string[][] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.map((name) => {
    const place = `${folder}/${name}`.replace('scenarios/', '');
    return [`[${name.replace('.yaml', '')}](${place})`, wordsOf(readFileSync(`${folder}/${name}`, 'utf8'))];
  });
}

/** The comment at the head of a file, up to the first line that is a command. */
function headComment(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#') || /^#\s+sim /.test(line));
  const words = lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s?/, '').trim())
    .join(' ')
    .replace(/^Question: /, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function firstQuestion(text: string): string {
  const words = headComment(text);
  return words.slice(0, words.indexOf('?') + 1);
}

/** Empty where there is nothing to show. */
function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return `${[line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')}\n`;
}
