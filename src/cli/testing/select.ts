/** Which scenarios and conditions are tested, and with how many runs. */
import type { TestScenario } from '../../lab/testing/perform.ts';
import type { Place } from '../../scenario/errors.ts';
import type { LoadedTest } from './load.ts';

/** A scenario to be tested; its scenario has the conditions that are to be judged, and no others. */
export interface SelectedTest extends TestScenario {
  /** Of each condition. */
  readonly places: readonly Place[];
}

export interface Selection {
  /** In the order of the files; null where there is nothing to run: the file is invalid, or has no conditions. */
  readonly tests: readonly { readonly loaded: LoadedTest; readonly selected: SelectedTest | null }[];
  /** What the filter left out. */
  readonly filtered: { readonly conditions: number; readonly scenarios: number };
}

/**
 * @param filter a part of the path of a file, all of whose conditions are then tested, or of the text of a condition
 * @param reps instead of the number of runs that conditions ask for
 */
export async function selectTests(
  loaded: readonly LoadedTest[],
  filter: string | undefined,
  reps: number | null,
): Promise<Selection> {
  const { repsOf } = await import('../../lab/testing/perform.ts');
  const filtered = { conditions: 0, scenarios: 0 };
  const tests = loaded.flatMap((one): Selection['tests'][number][] => {
    const { file, placed } = one;
    const whole = filter === undefined || file.includes(filter);
    if (placed === null || placed.scenario.expect.length === 0) {
      if (whole) return [{ loaded: one, selected: null }];
      filtered.scenarios++;
      return [];
    }
    const { scenario, places } = placed;
    const kept = scenario.expect.map(({ text }) => whole || text.includes(filter));
    if (!kept.includes(true)) {
      filtered.scenarios++;
      return [];
    }
    filtered.conditions += kept.filter((keep) => !keep).length;
    const chosen = { ...scenario, expect: scenario.expect.filter((_, place) => kept[place]) };
    return [
      {
        loaded: one,
        selected: {
          ...{ file, scenario: chosen, reps: reps ?? repsOf(chosen) },
          places: places.filter((_, place) => kept[place]),
        },
      },
    ];
  });
  return { tests, filtered };
}
