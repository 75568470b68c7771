/** Builds the waves of a plan: agents within the budget, durations from rounds, starts from dependencies. */
import { apportion } from './apportion.ts';
import type { PlannedWave, WaveGroup, WavePurpose } from './types.ts';

export interface WaveDraft {
  readonly name: string;
  readonly purpose: WavePurpose;
  /** What each does of so many agents. */
  readonly detail?: string | ((agents: number) => string);
  readonly tasks: number;
  /** Agents wanted; fewer are given when the budget or the number of tasks is smaller. */
  readonly agents: number;
  readonly minutesPerTask: number;
  readonly rangeMinutes?: readonly [number, number] | null;
  /** Subtasks of the goal completed here; default 0. */
  readonly covers?: number;
  readonly critical?: boolean;
}

export interface GroupDraft {
  readonly name: string;
  readonly tasks: number;
  readonly agents: number;
  readonly minutesPerTask: number;
}

/** Removes the noise of sums such as 0.1 + 0.2; far below any duration that matters (0.06 microseconds). */
export function tidyMinutes(minutes: number): number {
  return Math.round(minutes * 1e9) / 1e9;
}

/** Agents at work on something, each of whose tasks takes so long. */
interface Crew {
  readonly agents: number;
  readonly minutesPerTask: number;
}

const startsPerMinute = (crews: readonly Crew[]): number =>
  crews.reduce((sum, { agents, minutesPerTask }) => sum + agents / minutesPerTask, 0);

/**
 * How many agents of each crew, at least one, keep all that work side by side to a rate, on average.
 * @param rate tasks that start in a minute
 */
function paced(crews: readonly Crew[], rate: number): number[] {
  const most = rate * (1 + 1e-9);
  const factor = Math.min(1, most / startsPerMinute(crews));
  const agents = crews.map((crew) => Math.max(1, Math.floor(crew.agents * factor)));
  const paces = () => crews.map(({ minutesPerTask }, i) => ({ agents: agents[i], minutesPerTask }));
  // One agent at least each is more than the share of some: others have fewer for that.
  for (;;) {
    const now = paces();
    if (startsPerMinute(now) <= most) return agents;
    const fastest = agents.reduce(
      (best, count, i) =>
        count > 1 && (best < 0 || startsPerMinute([now[i]]) > startsPerMinute([now[best]])) ? i : best,
      -1,
    );
    if (fastest < 0) return agents;
    agents[fastest]--;
  }
}

/** Shortest and longest duration as shares of the mean: [0.5, 1.5]. */
export type Spread = readonly [number, number];

/** The range about a mean, in minutes. */
export function spreadOver(minutes: number, spread: Spread | null): readonly [number, number] | null {
  return spread && [tidyMinutes(spread[0] * minutes), tidyMinutes(spread[1] * minutes)];
}

/** Whether the goal's own subtasks are done in it; a canary's are done again with all others. */
function isOfGoal({ purpose, covers = 0 }: WaveDraft): boolean {
  return purpose === 'canary' || covers > 0;
}

export class WaveList {
  readonly budget: number;
  readonly #rate: number;
  readonly #waves: PlannedWave[] = [];
  /** What the next wave waits for. */
  #frontier: readonly number[] = [];

  /**
   * @param budget most agents at work in one wave, at least 1
   * @param rate most subtasks of the goal that start in a minute; null for no limit
   */
  constructor(budget: number, rate: number | null = null) {
    this.budget = budget;
    this.#rate = rate ?? Infinity;
  }

  /** Adds a wave after all before it. */
  add(draft: WaveDraft): void {
    this.addBeside([draft]);
  }

  /**
   * Adds waves that run side by side, after all before them; one after the other where even one agent each would be faster than the
   * rate. Their agents together must fit the budget.
   */
  addBeside(drafts: readonly WaveDraft[]): void {
    for (const part of drafts.every(isOfGoal) ? this.#slowEnough(drafts) : [drafts]) {
      const first = this.#waves.length;
      const crews = part.map((draft) => ({
        ...draft,
        agents: draft.critical ? 1 : Math.max(1, Math.min(draft.agents, draft.tasks, this.budget)),
      }));
      const counts = this.#paced(part.every(isOfGoal), crews);
      for (const [i, draft] of part.entries())
        this.#push(draft, counts[i], Math.ceil(draft.tasks / counts[i]) * draft.minutesPerTask, []);
      this.#frontier = part.map((_draft, i) => first + i);
    }
  }

  /** As many agents of each as keep to the rate, where they work on the goal's subtasks. */
  #paced(ofGoal: boolean, crews: readonly Crew[]): number[] {
    return ofGoal && this.#rate < Infinity ? paced(crews, this.#rate) : crews.map(({ agents }) => agents);
  }

  /** In parts of which one agent for each member keeps to the rate. */
  #slowEnough<Member extends { readonly minutesPerTask: number }>(members: readonly Member[]): Member[][] {
    const parts: Member[][] = [];
    const alone = ({ minutesPerTask }: Member): Crew => ({ agents: 1, minutesPerTask });
    for (const member of members) {
      const last = parts[parts.length - 1];
      if (last && startsPerMinute([...last, member].map(alone)) <= this.#rate * (1 + 1e-9)) last.push(member);
      else parts.push([member]);
    }
    return parts;
  }

  /** Adds a wave of groups that work side by side, or in rounds when there are fewer agents than groups. */
  addGroups(
    name: string,
    purpose: WavePurpose,
    drafts: readonly GroupDraft[],
    { covers = 0, spread = null }: { readonly covers?: number; readonly spread?: Spread | null } = {},
  ): void {
    const wanted = drafts.filter((draft) => draft.tasks > 0);
    if (wanted.length === 0) return;
    const groups = this.#placeGroups(wanted, covers > 0);
    let duration = 0;
    let agents = 0;
    for (let round = 0; round <= groups[groups.length - 1].round; round++) {
      const members = groups.filter((group) => group.round === round);
      duration += Math.max(
        ...members.map((group) => Math.ceil(group.tasks / group.agents) * group.minutesPerTask),
      );
      agents = Math.max(
        agents,
        members.reduce((sum, group) => sum + group.agents, 0),
      );
    }
    const tasks = wanted.reduce((sum, group) => sum + group.tasks, 0);
    const work = wanted.reduce((sum, group) => sum + group.tasks * group.minutesPerTask, 0);
    const minutesPerTask = tidyMinutes(work / tasks);
    const rangeMinutes = spreadOver(minutesPerTask, spread);
    this.#push(
      { name, purpose, tasks, agents, minutesPerTask, rangeMinutes, covers },
      agents,
      duration,
      groups,
    );
    this.#frontier = [this.#waves.length - 1];
  }

  /** The waves with their starts. */
  finish(): PlannedWave[] {
    const ends: number[] = [];
    return this.#waves.map((wave) => {
      const startMinutes = Math.max(0, ...wave.dependsOn.map((index) => ends[index]));
      ends.push(tidyMinutes(startMinutes + wave.durationMinutes));
      return { ...wave, startMinutes };
    });
  }

  #placeGroups(wanted: readonly GroupDraft[], ofGoal: boolean): WaveGroup[] {
    const rounds = ofGoal ? this.#slowEnough(wanted) : [[...wanted]];
    if (rounds.length > 1 || wanted.length > this.budget)
      return rounds
        .flatMap((members) =>
          Array.from({ length: Math.ceil(members.length / this.budget) }, (_unused, i) =>
            members.slice(i * this.budget, (i + 1) * this.budget),
          ),
        )
        .flatMap((members, round) => members.map((draft) => ({ ...draft, agents: 1, round })));
    const wishes = wanted.map((draft) => Math.min(draft.agents, draft.tasks));
    const enough = wishes.reduce((sum, wish) => sum + wish, 0) <= this.budget;
    const extra = apportion(this.budget - wanted.length, wishes);
    const crews = wanted.map((draft, i) => ({
      ...draft,
      agents: Math.max(1, Math.min(wishes[i], enough ? wishes[i] : 1 + extra[i])),
    }));
    const counts = this.#paced(ofGoal, crews);
    return crews.map((crew, i) => ({ ...crew, agents: counts[i], round: 0 }));
  }

  #push(draft: WaveDraft, agents: number, duration: number, groups: readonly WaveGroup[]): void {
    this.#waves.push({
      index: this.#waves.length,
      name: draft.name,
      purpose: draft.purpose,
      detail: typeof draft.detail === 'function' ? draft.detail(agents) : (draft.detail ?? ''),
      tasks: draft.tasks,
      covers: draft.covers ?? 0,
      agents,
      minutesPerTask: draft.minutesPerTask,
      rangeMinutes: draft.rangeMinutes ?? null,
      durationMinutes: tidyMinutes(duration),
      critical: draft.critical ?? false,
      dependsOn: this.#frontier,
      startMinutes: 0,
      groups,
    });
  }
}
