/** Problems that a file has only because of an option, such as the parameters of a policy where the option names another: the option is to blame. */
import { type Place, type Problem, ScenarioErrors } from './errors.ts';

/**
 * The errors of a scenario that was read with options: what the file does not have without them is said of the option that brought it.
 * @param set the options
 * @param problemsWith those of the scenario with only some of the options
 */
export function blamed(
  errors: ScenarioErrors,
  set: readonly string[],
  problemsWith: (set: readonly string[]) => readonly Problem[],
): ScenarioErrors {
  const isOfFile = ({ file }: Problem) => !file.startsWith('--');
  if (set.length === 0 || !errors.problems.some(isOfFile)) return errors;
  const placeOf = ({ file, line, column }: Place) => `${file}:${line}:${column}`;
  const known = new Map<number, ReadonlySet<string>>();
  const found = (count: number) => {
    const places = known.get(count) ?? new Set(problemsWith(set.slice(0, count)).map(placeOf));
    known.set(count, places);
    return places;
  };
  const told = errors.problems.map((problem) => {
    const place = placeOf(problem);
    if (!isOfFile(problem) || found(0).has(place)) return problem;
    let count = 1;
    while (count < set.length && !found(count).has(place)) count++;
    const { message, suggestion } = problem;
    const near = suggestion === undefined ? '' : `, did you mean "${suggestion}"?`;
    return {
      file: `--set ${set[count - 1]}`,
      line: 1,
      column: 1,
      key: problem.key,
      message: `${message}${near}; that stands at ${place}, and is right without this option`,
    };
  });
  return new ScenarioErrors(told, errors.omitted);
}
