/** Builds the waves of a plan: agents within the budget, durations from rounds, starts from dependencies. */
import { apportion } from './apportion.ts';
import type { PlannedWave, WaveGroup, WavePurpose } from './types.ts';

export interface WaveDraft {
  readonly name: string;
  readonly purpose: WavePurpose;
  readonly detail?: string;
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

/** Shortest and longest duration as shares of the mean: [0.5, 1.5]. */
export type Spread = readonly [number, number];

/** The range about a mean, in minutes. */
export function spreadOver(minutes: number, spread: Spread | null): readonly [number, number] | null {
  return spread && [tidyMinutes(spread[0] * minutes), tidyMinutes(spread[1] * minutes)];
}

export class WaveList {
  readonly budget: number;
  readonly #waves: PlannedWave[] = [];
  /** What the next wave waits for. */
  #frontier: readonly number[] = [];

  /** @param budget most agents at work in one wave, at least 1 */
  constructor(budget: number) {
    this.budget = budget;
  }

  /** Adds a wave after all before it. */
  add(draft: WaveDraft): void {
    this.addBeside([draft]);
  }

  /** Adds waves that run side by side, after all before them. Their agents together must fit the budget. */
  addBeside(drafts: readonly WaveDraft[]): void {
    const first = this.#waves.length;
    for (const draft of drafts) {
      const agents = draft.critical ? 1 : Math.max(1, Math.min(draft.agents, draft.tasks, this.budget));
      this.#push(draft, agents, Math.ceil(draft.tasks / agents) * draft.minutesPerTask, []);
    }
    this.#frontier = drafts.map((_draft, i) => first + i);
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
    const groups = this.#placeGroups(wanted);
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

  #placeGroups(wanted: readonly GroupDraft[]): WaveGroup[] {
    if (wanted.length > this.budget) {
      return wanted.map((draft, i) => ({ ...draft, agents: 1, round: Math.floor(i / this.budget) }));
    }
    const wishes = wanted.map((draft) => Math.min(draft.agents, draft.tasks));
    const enough = wishes.reduce((sum, wish) => sum + wish, 0) <= this.budget;
    const extra = apportion(this.budget - wanted.length, wishes);
    return wanted.map((draft, i) => ({
      ...draft,
      agents: Math.max(1, Math.min(wishes[i], enough ? wishes[i] : 1 + extra[i])),
      round: 0,
    }));
  }

  #push(draft: WaveDraft, agents: number, duration: number, groups: readonly WaveGroup[]): void {
    this.#waves.push({
      index: this.#waves.length,
      name: draft.name,
      purpose: draft.purpose,
      detail: draft.detail ?? '',
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
