/**
 * A union that decides by looking at the value which alternative was meant, and then reports that alternative's problems
 * alone. A plain union can only say that nothing fitted.
 */
import { z } from 'zod';

/** No alternative: the message is complete; `path` is below the value. */
export interface NoChoice {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly suggestion?: string;
}

/** The index of the alternative that a value was meant to be. */
export type Picker = (value: unknown) => number | NoChoice;

interface ChoiceDef<T extends readonly z.core.$ZodType[]> extends z.core.$ZodUnionDef<T> {
  readonly pick: Picker;
}

interface Choice<T extends readonly z.core.$ZodType[]> extends z.ZodUnion<T> {
  _zod: z.core.$ZodUnionInternals<T> & { def: ChoiceDef<T> };
}

const Choice = z.core.$constructor('Choice', (inst: Choice<readonly z.core.$ZodType[]>, def) => {
  z.ZodUnion.init(inst, def);
  const { pick, options } = def as ChoiceDef<readonly z.core.$ZodType[]>;
  inst._zod.parse = (payload, context) => {
    const picked = pick(payload.value);
    if (typeof picked === 'number') return options[picked]._zod.run(payload, context);
    payload.issues.push({
      code: 'custom',
      message: picked.message,
      path: [...(picked.path ?? [])],
      params: picked.suggestion === undefined ? {} : { suggestion: picked.suggestion },
      input: payload.value,
      inst,
    });
    return payload;
  };
});

export function choice<const T extends readonly z.core.$ZodType[]>(options: T, pick: Picker): z.ZodUnion<T> {
  return new Choice({
    type: 'union',
    options,
    inclusive: true,
    pick,
  } as unknown as ChoiceDef<T>) as unknown as z.ZodUnion<T>;
}
