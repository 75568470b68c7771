/**
 * The scenarios of an experiment, with the names by which reports call them.
 */
import { type Alternative, ExperimentError } from '../../lab/experiment/types.ts';
import { type Axis, type Point, shortNames } from '../../lab/experiment/vary.ts';
import { ScenarioErrors } from '../../scenario/errors.ts';
import { readScenario } from '../input.ts';
import type { Modules } from './options.ts';

export interface AlternativesQuestion {
  readonly files: readonly string[];
  readonly axes: readonly Axis[];
  readonly points: readonly Point[];
  readonly set?: readonly string[];
  readonly seed?: string;
  /** They may name what these define. */
  readonly modules: Modules;
  /** Name the only thing varied by its value alone where that says enough: `round_robin` instead of `algorithm=round_robin`. */
  readonly brief: boolean;
}

/**
 * Every file at every point. All get one seed, as only then do they meet the same random numbers.
 * @throws ScenarioErrors, ExperimentError
 */
export async function readAlternatives(question: AlternativesQuestion): Promise<Alternative[]> {
  const { files, axes, points, modules, set = [], brief } = question;
  if (axes.some(({ path }) => path === 'seed'))
    throw new ExperimentError(
      '--vary seed: all alternatives meet the same random numbers; --seed sets them, and --reps gives more runs with others',
    );
  const short = shortNames(axes.map(({ path }) => path));
  const isBrief = brief && axes.length === 1 && axes[0].values.every(isName);
  const alternatives: Alternative[] = [];
  let { seed } = question;
  const heads: string[] = [];
  for (const file of files) {
    const own: Alternative[] = [];
    for (const values of points) {
      const assignments = Object.entries(values).map(([path, value]) => `${path}=${value}`);
      const scenario = await readScenario(file, { set: [...set, ...assignments], seed }, modules).catch(
        (error: unknown) => Promise.reject(namingOption('--vary', error, assignments)),
      );
      seed ??= scenario.seed;
      const words = Object.entries(values).map(([path, value]) =>
        isBrief ? value : `${short[path]}=${value}`,
      );
      own.push({ label: words.join(' '), file, values, scenario });
    }
    const head = files.length > 1 ? unusedName(own[0].scenario.name, file, heads) : '';
    heads.push(head);
    for (const alternative of own) {
      const label = [head, alternative.label].filter((part) => part !== '').join(': ');
      alternatives.push({ ...alternative, label });
    }
  }
  if (alternatives.length === 0) throw new ExperimentError('no combination is left to run');
  return alternatives;
}

/** Whether a reader knows from the value what it is one of: a number, or a yes or no, may be anything. */
function isName(value: string): boolean {
  return /^[a-z{]/i.test(value) && !/^(true|false|null|none|never|unlimited)$/i.test(value);
}

/** Values that an experiment decides on are set, but --set is not the option that was given. */
export function namingOption(option: string, error: unknown, assignments: readonly string[]): unknown {
  if (!(error instanceof ScenarioErrors)) return error;
  const options = new Map(
    assignments.map((assignment) => [`--set ${assignment}`, `${option} ${assignment}`]),
  );
  const problems = error.problems.map((problem) => ({
    ...problem,
    file: options.get(problem.file) ?? problem.file,
  }));
  return new ScenarioErrors(problems);
}

/** The scenario's name, or its path where the name is taken, or the path with a number. */
function unusedName(name: string, file: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  if (!taken.includes(file)) return file;
  for (let number = 2; ; number++) if (!taken.includes(`${file} (${number})`)) return `${file} (${number})`;
}
