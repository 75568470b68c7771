/** Errors of the scaling modules: each names the field, what was found and what is allowed. */

abstract class FieldError extends Error {
  readonly field: string;
  readonly found: unknown;
  readonly allowed: string;

  constructor(field: string, found: unknown, allowed: string) {
    super(`${field} is ${String(found)}, but must be ${allowed}`);
    this.field = field;
    this.found = found;
    this.allowed = allowed;
  }
}

/** A work description that makes no sense. */
export class InvalidWorkError extends FieldError {
  override readonly name = 'InvalidWorkError';
}

/** A description of capacity that makes no sense. */
export class InvalidCapacityError extends FieldError {
  override readonly name = 'InvalidCapacityError';
}

/** Parameters of a policy that contradict each other (single values are checked against the registry earlier). */
export class ScalingParameterError extends FieldError {
  override readonly name = 'ScalingParameterError';
}
