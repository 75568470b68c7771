import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { below, computed, exactly, run, section, sizing } from '../../notebooks/claims/claim.ts';
import { DOCUMENTS } from '../../notebooks/claims/documents.ts';
import { CLAIMS } from '../../notebooks/claims/index.ts';
import type { Claim, Requirement, Source, StoredResults } from '../../notebooks/claims/types.ts';
import { judge, MissingResultError, meets, valuesOf } from '../../notebooks/claims/verdict.ts';
import { sizeByMakespan } from '../../src/modules/scaling/makespan.ts';
import { sizeByRoi } from '../../src/modules/scaling/roi.ts';
import type { WorkDescription } from '../../src/modules/scaling/sizing.ts';

interface Experiment {
  readonly id: string;
  readonly scenario: string;
  readonly set?: readonly string[];
  readonly seeds: number;
}

const read = (name: string) => JSON.parse(readFileSync(`notebooks/${name}`, 'utf8'));
const EXPERIMENTS: {
  readonly runs: readonly Experiment[];
  readonly comparisons: readonly Experiment[];
  readonly sizings: readonly ({ readonly id: string } & WorkDescription)[];
} = read('experiments.json');
const RESULTS: StoredResults = { runs: read('data/runs.json'), sizings: read('data/sizings.json') };
const COMPARISONS: Readonly<Record<string, Pick<Experiment, 'scenario' | 'set'>>> =
  read('data/comparisons.json');

describe('the list of claims', () => {
  it('has a name of its own for each', () => {
    const ids = CLAIMS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(DOCUMENTS)('holds numbers from every heading of $name, and from no other', ({ name, places }) => {
    const found = new Set(CLAIMS.filter(({ document }) => document === name).map(({ place }) => place));
    expect([...found].sort()).toEqual([...places].sort());
  });

  it('refers to documents that exist', () => {
    const names = DOCUMENTS.map(({ name }) => name);
    expect(CLAIMS.filter(({ document }) => !names.includes(document))).toEqual([]);
  });

  it('says what every claim states, and what an untested one waits for', () => {
    for (const claim of CLAIMS) {
      expect(claim.subject, claim.id).not.toBe('');
      expect(claim.stated, claim.id).not.toBe('');
      expect(claim.missing !== undefined, claim.id).toBe(claim.verdict === 'untested');
      expect(claim.depends !== undefined, claim.id).toBe(claim.verdict === 'depends');
    }
  });
});

describe('the verdicts', () => {
  it.each(CLAIMS.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
    const { verdict, cases } = judge(claim, RESULTS);
    const found = cases.map(({ when, values, held }) => `${when}: ${values.join(', ')}; ${held} hold`);
    expect(verdict, found.join('\n')).toBe(claim.verdict);
  });
});

describe('the stored results', () => {
  it('are those of the experiments, all of them', () => {
    const names = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
    expect(Object.keys(RESULTS.runs)).toEqual(names(EXPERIMENTS.runs));
    expect(Object.keys(RESULTS.sizings)).toEqual(names(EXPERIMENTS.sizings));
    expect(Object.keys(COMPARISONS)).toEqual(names(EXPERIMENTS.comparisons));
    for (const { id, scenario, set = [], seeds } of EXPERIMENTS.runs) {
      expect(RESULTS.runs[id], id).toMatchObject({ scenario, set, missed: [] });
      expect(RESULTS.runs[id].metrics['agents.count'], id).toHaveLength(seeds);
    }
    for (const { id, scenario, set } of EXPERIMENTS.comparisons)
      expect(COMPARISONS[id], id).toMatchObject({ scenario, set });
  });

  it('come from scenarios that exist', () => {
    const files = readdirSync('scenarios');
    const used = [...EXPERIMENTS.runs, ...EXPERIMENTS.comparisons].map(({ scenario }) => `${scenario}.yaml`);
    expect(used.filter((file) => !files.includes(file))).toEqual([]);
  });

  it.each(EXPERIMENTS.sizings)('still are what the modules decide: $id', ({ id, ...work }) => {
    const stored = RESULTS.sizings[id];
    expect(sizeByRoi(work).agents).toBe(stored.roi.agents);
    expect(sizeByMakespan(work).agents).toBe(stored.makespan_optimal.agents);
  });
});

describe('judging', () => {
  const results: StoredResults = {
    runs: {
      fast: { scenario: 'a', set: [], metrics: { time: [1, 2], rate: [30, 60] } },
      slow: { scenario: 'a', set: [], metrics: { time: [9, 8], rate: [10, 20] } },
      wavering: { scenario: 'a', set: [], metrics: { time: [1, 9], never: [null, null] } },
    },
    sizings: { work: { roi: { agents: 7, label: 'GOOD' }, makespan_optimal: { agents: 5 } } },
  };
  const { claim } = section('targets', 'Targets');
  const verdictOf = (cases: Claim['cases']): string =>
    judge(claim('time', '< 5 s', below(5, 'time'), 'confirmed', cases), results).verdict;

  test.each([
    ['confirmed', [run('', 'fast', 'time')]],
    ['refuted', [run('', 'slow', 'time')]],
    ['depends', [run('', 'fast', 'time'), run('', 'slow', 'time')]],
    ['depends', [run('by chance', 'wavering', 'time')]],
    ['refuted', [sizing('', 'work')]],
    ['confirmed', [computed('two and two', 2 + 2)]],
    ['untested', []],
  ])('%s', (verdict, cases) => {
    expect(verdictOf(cases)).toBe(verdict);
  });

  test('values can be ratios, gains and savings', () => {
    const source: Source = { run: 'fast', metric: 'rate', over: { run: 'slow', metric: 'rate' } };
    expect(valuesOf(source, results)).toEqual([3, 3]);
    expect(valuesOf({ ...source, as: 'gain' }, results)).toEqual([2, 2]);
    expect(valuesOf({ run: 'fast', metric: 'time', as: 'saved' }, results)).toEqual([0, 0.5]);
    expect(valuesOf({ sizing: 'work', policy: 'roi', figure: 'agents' }, results)).toEqual([7]);
  });

  test.each([
    { run: 'nobody', metric: 'time' },
    { run: 'fast', metric: 'nothing' },
    { run: 'wavering', metric: 'never' },
    { sizing: 'play', policy: 'roi', figure: 'agents' },
  ] as Source[])('what is not there is not judged: %o', (source) => {
    expect(() => valuesOf(source, results)).toThrow(MissingResultError);
  });

  test('relations hold up to their bounds, whatever rounding did to the sixth digit', () => {
    const one = (relation: Requirement['relation'], within?: number): Requirement => ({
      relation,
      value: 1,
      unit: 'count',
      within,
    });
    const holds = (value: number) =>
      [one('<'), one('<='), one('='), one('>='), one('>'), one('about', 0.1)].map((requirement) =>
        Number(meets(value, requirement)),
      );
    expect(holds(0.8)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(holds(0.95)).toEqual([1, 1, 0, 0, 0, 1]);
    expect(holds(1)).toEqual([0, 1, 1, 1, 0, 1]);
    expect(holds(1.000001)).toEqual([0, 1, 1, 1, 1, 1]);
    expect(holds(1.2)).toEqual([0, 0, 0, 1, 1, 0]);
    expect(meets(0, exactly(0, 'count'))).toBe(true);
    expect(meets(1, exactly(0, 'count'))).toBe(false);
  });
});
