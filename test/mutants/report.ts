import { wilsonInterval } from '../../src/lab/statistics/proportion.ts';
import type { Mutant } from './mutant.ts';
import type { Options } from './options.ts';
import type { Verdict } from './trial.ts';

export interface Judged {
  readonly mutant: Mutant;
  readonly verdict: Verdict | { readonly state: 'equivalent'; readonly why: string };
}

interface Figures {
  readonly name: string;
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function figures(name: string, judged: readonly Judged[]): Figures {
  const count = (state: string) => judged.filter(({ verdict }) => verdict.state === state).length;
  return { name, killed: count('killed'), survived: count('survived'), equivalent: count('equivalent') };
}

function cells({ name, killed, survived, equivalent }: Figures): string[] {
  const counted = killed + survived;
  const { estimate, lower, upper } =
    counted === 0 ? { estimate: Number.NaN, lower: 0, upper: 1 } : wilsonInterval(killed, counted);
  return [
    name,
    String(counted),
    String(killed),
    String(survived),
    String(equivalent),
    percent(estimate),
    `${percent(lower)} to ${percent(upper)}`,
  ];
}

const row = (texts: readonly string[]) =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');
}

function scores(title: string, all: readonly Figures[]): string {
  return table(
    [title, 'faults', 'killed', 'survived', 'equivalent', 'score', '95 % interval'],
    all.map(cells),
  );
}

const roomOf = ({ mutant }: Judged) => mutant.file.split('/')[1];

export function survivorLine({ mutant, verdict }: Judged): string {
  const { file, line, operator, before, after, key } = mutant;
  const ran =
    verdict.state === 'survived'
      ? `, ${verdict.ran} files of tests${verdict.leftOut > 0 ? ' without the slowest' : ''}`
      : '';
  return `${file}:${line} ${operator} [${key}${ran}]\n  - ${before}\n  + ${after}`;
}

/** The scores of rooms and operators, as text. */
export function summary(rooms: readonly string[], judged: readonly Judged[]): string {
  const byRoom = rooms.map((room) =>
    figures(
      `src/${room}`,
      judged.filter((one) => roomOf(one) === room),
    ),
  );
  const total = rooms.length > 1 ? [figures('all', judged)] : [];
  return scores('room', [...byRoom, ...total]);
}

export interface Circumstances {
  readonly drawn: number;
  readonly refused: number;
  readonly same: number;
  readonly audited: number;
  readonly unusable: ReadonlyMap<string, string>;
}

/** The document of a run. */
export function document(options: Options, judged: readonly Judged[], circumstances: Circumstances): string {
  const operators = [...new Set(judged.map(({ mutant }) => mutant.operator))].sort();
  const byOperator = operators.map((name) =>
    figures(
      name,
      judged.filter(({ mutant }) => mutant.operator === name),
    ),
  );
  const survivors = judged.filter(({ verdict }) => verdict.state === 'survived');
  const killed = judged.filter(({ verdict }) => verdict.state === 'killed');
  const endless = killed.filter(
    ({ verdict }) => 'by' in verdict && verdict.by?.includes('no end within'),
  ).length;
  const golden = killed.filter(
    ({ verdict }) => 'by' in verdict && verdict.by?.startsWith('test/mutants/golden.ts'),
  ).length;
  const { drawn, refused, same, audited } = circumstances;
  const parts = [
    '# Planted faults',
    `\`npm run mutants -- --rooms ${options.rooms.join(',')} --sample ${options.sample} --seed ${options.seed} --budget ${options.budget}\``,
    [
      `A random sample of ${judged.length} single faults, from each file in proportion to the faults that it has room for (${drawn} in all).`,
      'A fault is killed when a test fails, or when a run takes more than five times its usual processor time and two seconds.',
      'The score is the share of killed among killed and survived; equivalent faults, judged one by one, are not counted.',
      `Neither are ${refused} that the type checker refuses and ${same} that change no emitted code: others of the same file took their place.`,
      `${endless} of the killed did not end; ${golden} were noticed by baselines of scenarios alone. ${audited} kills were repeated without the fault, and all passed.`,
    ].join('\n'),
    summary(options.rooms, judged),
    scores('operator', byOperator),
    '## Survivors',
    survivors.length === 0
      ? 'None.'
      : table(
          ['place', 'operator', 'before', 'after'],
          survivors.map(({ mutant: { file, line, operator, before, after } }) => [
            `${file}:${line}`,
            operator,
            `\`${before}\``,
            `\`${after}\``,
          ]),
        ),
  ];
  return `${parts.join('\n\n')}\n`;
}
