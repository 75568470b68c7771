/**
 * What a workflow module asks of whoever owns the work: to create the tasks of a step when the step begins.
 */
export interface WorkSource {
  /** Creates the tasks of one step and returns the number of the first; the others follow it without gaps. */
  create(step: number): number;
}
