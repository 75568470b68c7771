/** "over 20 reps with 95% confidence", "in all 20 reps", "in 95% of 20 reps". */
import type { Quantifier } from '../../scenario.ts';
import { type Piece, SyntaxProblem } from './syntax.ts';

const MOST_REPS = 100_000;
const USUAL_CONFIDENCE = 0.95;

const REPS = '(\\d+)\\s+(?:reps?|replications?|runs?)';
const LEVEL = '(?:\\s+with\\s+(\\d+(?:\\.\\d+)?)\\s*%\\s+confidence)?';
const OVER = new RegExp(`^over\\s+${REPS}${LEVEL}$`);
const ALL = new RegExp(`^in\\s+all\\s+(?:of\\s+)?${REPS}$`);
const SHARE = new RegExp(`^in\\s+(?:at\\s+least\\s+)?(\\d+(?:\\.\\d+)?)\\s*%\\s+(?:of\\s+)?${REPS}${LEVEL}$`);

/** @throws SyntaxProblem */
export function readQuantifier({ text, at }: Piece): Quantifier {
  const over = OVER.exec(text);
  if (over) return { of: 'mean', reps: repsOf(over[1], 2, at), confidence: confidenceOf(over[2], at) };
  const all = ALL.exec(text);
  if (all) return { of: 'all', reps: repsOf(all[1], 1, at) };
  const share = SHARE.exec(text);
  if (share)
    return {
      of: 'share',
      share: shareOf(share[1], at),
      reps: repsOf(share[2], 1, at),
      confidence: confidenceOf(share[3], at),
    };
  throw new SyntaxProblem(
    `expected "over 20 reps with 95% confidence", "in all 20 reps" or "in 95% of 20 reps with 95% confidence", found "${text}"`,
    at,
  );
}

function repsOf(text: string, least: number, at: number): number {
  const reps = Number(text);
  if (reps < least || reps > MOST_REPS)
    throw new SyntaxProblem(`expected ${least} to ${MOST_REPS} reps, found ${text}`, at);
  return reps;
}

/** More than a coin tells, less than certainty, which no number of runs gives. */
function confidenceOf(text: string | undefined, at: number): number {
  if (text === undefined) return USUAL_CONFIDENCE;
  const confidence = Number(`${text}e-2`);
  if (!(confidence > 0.5 && confidence < 1))
    throw new SyntaxProblem(`expected a confidence above 50% and below 100%, found ${text}%`, at);
  return confidence;
}

function shareOf(text: string, at: number): number {
  const share = Number(`${text}e-2`);
  if (!(share > 0 && share < 1))
    throw new SyntaxProblem(
      `expected a share above 0% and below 100%, found ${text}%: "in all 20 reps" asks for every one`,
      at,
    );
  return share;
}
