/** What has happened since the start of the run, counted where it happens. */
export interface DemandCounts {
  submitted: number;
  ended: number;
  executions: number;
  failures: number;
}
