/** A history that cannot be read. The message says where, what was found and what is allowed: "FILE:LINE: ...". */
export class HistoryFormatError extends Error {
  override readonly name = 'HistoryFormatError';
  /** From 1. */
  readonly line: number;

  constructor(source: string, line: number, problem: string) {
    super(`${source}:${line}: ${problem}`);
    this.line = line;
  }
}

/** The same where it is not known yet what the source is called. */
export class Malformed extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(problem);
    this.line = line;
  }
}
