/** What `sim diff` is told besides its two sides. */
export interface DiffOptions {
  readonly scenario?: string;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly setA?: readonly string[];
  readonly setB?: readonly string[];
  readonly module?: readonly string[];
  readonly around: number;
  readonly bisect?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly charts: boolean;
}
