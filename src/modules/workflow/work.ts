/**
 * What a workflow module asks of whoever owns the work: to create the tasks of a step when the step begins.
 */
export interface WorkSource {
  /** Creates the tasks of one step and returns the number of the first; the others follow it without gaps. */
  create(step: number): number;
}

/** Of work that can be undone. Tasks that are created later have larger numbers. */
export interface RolloutWork extends WorkSource {
  /** Creates as many tasks that undo those of a step, and returns the number of the first; the others follow it without gaps. */
  undo(step: number, tasks: number): number;
}
