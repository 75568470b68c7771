/**
 * One line of what `sim list` shows, whatever it is about.
 */
export interface ListedParameter {
  readonly name: string;
  /** As one would write it in a scenario; null where there is none. */
  readonly default: string | null;
  /** What may be written: "duration, 1ms to 1min"; empty where the description says it. */
  readonly allowed: string;
  readonly description: string;
}

export interface ListedEntry {
  readonly name: string;
  readonly description: string;
  readonly source?: string;
  readonly parameters?: readonly ListedParameter[];
}
