/**
 * Conditions on combinations of values: `a*b <= 100 && mode != 'slow'`. A small language of its own, which can compute and
 * compare and nothing else.
 *
 * or:       and ("||" and)*
 * and:      not ("&&" not)*
 * not:      "!" not | comparison
 * compare:  sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)?
 * sum:      product (("+" | "-") product)*
 * product:  negation (("*" | "/" | "%") negation)*
 * negation: "-" negation | value
 * value:    number with an optional unit | 'text' | name | function "(" or ("," or)* ")" | "(" or ")"
 */
import { either, nearest } from '../../scenario/suggest.ts';
import { Exact, exactNumber, exactValue, HALF, ZERO } from './exact.ts';
import { ExperimentError } from './types.ts';
import { type Point, shortNames } from './vary.ts';

type Value = Exact | string | boolean;
type Evaluate = (point: Point) => Value;

/** Roots and logarithms have no end: they count as the shortest decimals of the nearest double. */
const FUNCTIONS: Readonly<Record<string, (first: Exact, ...others: Exact[]) => Exact>> = {
  min: (first, ...others) =>
    others.reduce((least, value) => (value.compare(least) < 0 ? value : least), first),
  max: (first, ...others) => others.reduce((most, value) => (value.compare(most) > 0 ? value : most), first),
  abs: (value) => (value.compare(ZERO) < 0 ? value.negated() : value),
  sqrt: (value) => exactNumber(Math.sqrt(value.toNumber())),
  log: (value) => exactNumber(Math.log(value.toNumber())),
  floor: (value) => value.floor(),
  ceil: (value) => value.negated().floor().negated(),
  round: (value) => value.plus(HALF).floor(),
};
const ONLY_ABOVE_ZERO: ReadonlySet<string> = new Set(['log']);
const ONLY_FROM_ZERO: ReadonlySet<string> = new Set(['sqrt']);

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)(?<unit>(?:\/(?:us|µs|ms|s|min|m|h|d)\b|[a-zA-Zµ]+|%(?!\s*[\w('.]))?)|(?<text>'[^']*'|"[^"]*")|(?<name>[A-Za-z_][\w]*(?:\[\d+\]|\.\w+)*)|(?<mark>\|\||&&|<=|>=|==|!=|[-+*/%<>!(),]))/y;

const DEEPEST = 100;

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'mark' | 'end';
  readonly text: string;
}

/**
 * Reads a condition on the paths that are varied; each goes by its full path or by any end of it that is unique.
 * @throws ExperimentError when the condition cannot be read. The function returned throws it too, where a value is of the
 * wrong kind.
 */
export function parseCondition(text: string, paths: readonly string[]): (point: Point) => boolean {
  const parser = new Parser(text, paths);
  const evaluate = parser.parse();
  return (point) => {
    const value = evaluate(point);
    if (typeof value === 'boolean') return value;
    throw new ExperimentError(`--where ${text}: expected a condition such as a < b, which holds or does not`);
  };
}

class Parser {
  readonly #text: string;
  readonly #paths: readonly string[];
  readonly #tokens: Token[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, paths: readonly string[]) {
    this.#text = text;
    this.#paths = paths;
    TOKEN.lastIndex = 0;
    let end = 0;
    while (text.slice(end).trim() !== '') {
      TOKEN.lastIndex = end;
      const match = TOKEN.exec(text);
      if (!match?.groups) this.#fail(`cannot be read from "${text.slice(end).trim().slice(0, 20)}" on`);
      const { number, unit, text: quoted, name, mark } = match.groups;
      if (number !== undefined) this.#tokens.push({ kind: 'number', text: number + unit });
      else if (quoted !== undefined) this.#tokens.push({ kind: 'text', text: quoted.slice(1, -1) });
      else if (name !== undefined) this.#tokens.push({ kind: 'name', text: name });
      else this.#tokens.push({ kind: 'mark', text: mark });
      end = TOKEN.lastIndex;
    }
    this.#tokens.push({ kind: 'end', text: 'its end' });
  }

  parse(): Evaluate {
    const evaluate = this.#or();
    if (this.#peek().kind !== 'end') this.#fail(`expected an operator, found "${this.#peek().text}"`);
    return evaluate;
  }

  #fail(what: string): never {
    throw new ExperimentError(`--where ${this.#text}: ${what}`);
  }

  #peek(): Token {
    return this.#tokens[this.#at];
  }

  #take(...marks: readonly string[]): string | undefined {
    const { kind, text } = this.#peek();
    if (kind !== 'mark' || !marks.includes(text)) return undefined;
    this.#at++;
    return text;
  }

  #or(): Evaluate {
    if (++this.#depth > DEEPEST) this.#fail('too many brackets');
    let left = this.#and();
    while (this.#take('||')) {
      const [first, second] = [left, this.#and()];
      left = (point) => this.#truth(first(point)) || this.#truth(second(point));
    }
    this.#depth--;
    return left;
  }

  #and(): Evaluate {
    let left = this.#not();
    while (this.#take('&&')) {
      const [first, second] = [left, this.#not()];
      left = (point) => this.#truth(first(point)) && this.#truth(second(point));
    }
    return left;
  }

  #not(): Evaluate {
    let negated = false;
    while (this.#take('!')) negated = !negated;
    const inner = this.#comparison();
    return negated ? (point) => !this.#truth(inner(point)) : inner;
  }

  #comparison(): Evaluate {
    const left = this.#sum();
    const operator = this.#take('<', '<=', '>', '>=', '==', '!=');
    if (operator === undefined) return left;
    const right = this.#sum();
    if (operator === '==' || operator === '!=')
      return (point) => isSame(left(point), right(point)) === (operator === '==');
    const holds = {
      '<': (order: number) => order < 0,
      '<=': (order: number) => order <= 0,
      '>': (order: number) => order > 0,
      '>=': (order: number) => order >= 0,
    }[operator as '<' | '<=' | '>' | '>='];
    return (point) => holds(this.#number(left(point)).compare(this.#number(right(point))));
  }

  #sum(): Evaluate {
    let left = this.#product();
    for (let operator = this.#take('+', '-'); operator !== undefined; operator = this.#take('+', '-')) {
      const [first, second, adds] = [left, this.#product(), operator === '+'];
      left = (point) => {
        const [a, b] = [this.#number(first(point)), this.#number(second(point))];
        return adds ? a.plus(b) : a.minus(b);
      };
    }
    return left;
  }

  #product(): Evaluate {
    let left = this.#negation();
    for (let mark = this.#take('*', '/', '%'); mark !== undefined; mark = this.#take('*', '/', '%')) {
      const [first, second, operator] = [left, this.#negation(), mark];
      left = (point) => {
        const [a, b] = [this.#number(first(point)), this.#number(second(point))];
        if (operator === '*') return a.times(b);
        if (b.isZero) return this.#fail(`${a} ${operator} 0 is no number`);
        return operator === '/' ? a.over(b) : remainder(a, b);
      };
    }
    return left;
  }

  #negation(): Evaluate {
    let sign = 1;
    while (this.#take('-')) sign = -sign;
    const inner = this.#value();
    return sign === 1 ? inner : (point) => this.#number(inner(point)).negated();
  }

  #value(): Evaluate {
    const { kind, text } = this.#peek();
    if (this.#take('(')) {
      const inner = this.#or();
      if (!this.#take(')')) this.#fail('a bracket is not closed');
      return inner;
    }
    this.#at++;
    if (kind === 'text') return () => text;
    if (kind === 'number') {
      const number = exactValue(text);
      if (number === null) this.#fail(`"${text}" is not a number with a known unit`);
      return () => number;
    }
    if (kind !== 'name') this.#fail(`expected a value, found ${kind === 'end' ? text : `"${text}"`}`);
    return this.#take('(') ? this.#call(text) : this.#variable(text);
  }

  #call(name: string): Evaluate {
    if (!Object.hasOwn(FUNCTIONS, name))
      this.#fail(`there is no function ${name}: there are ${either(Object.keys(FUNCTIONS))}`);
    const inputs = [this.#or()];
    while (this.#take(',')) inputs.push(this.#or());
    if (!this.#take(')')) this.#fail('a bracket is not closed');
    return (point) => {
      const [first, ...others] = inputs.map((input) => this.#number(input(point)));
      const sign = first.compare(ZERO);
      if ((sign < 0 && ONLY_FROM_ZERO.has(name)) || (sign <= 0 && ONLY_ABOVE_ZERO.has(name)))
        return this.#fail(`${name}(${first}) is no number`);
      return FUNCTIONS[name](first, ...others);
    };
  }

  #variable(name: string): Evaluate {
    const matching = this.#paths.filter((path) => path === name || path.endsWith(`.${name}`));
    const path = this.#paths.includes(name) ? name : matching[0];
    if (path === undefined || (path !== name && matching.length > 1)) {
      const names = Object.values(shortNames(this.#paths));
      const near = nearest(name, [...names, ...this.#paths]);
      const hint = near === undefined ? `varied are ${either(names)}` : `did you mean "${near}"?`;
      this.#fail(`"${name}" ${matching.length > 1 ? 'may mean several paths' : 'is not varied'}: ${hint}`);
    }
    return (point) => exactValue(point[path]) ?? point[path];
  }

  #number(value: Value): Exact {
    if (value instanceof Exact) return value;
    return this.#fail(`expected a number, found ${shown(value)}`);
  }

  #truth(value: Value): boolean {
    if (typeof value === 'boolean') return value;
    return this.#fail(`expected a condition, found ${shown(value)}`);
  }
}

function shown(value: Value): string {
  return value instanceof Exact ? value.toString() : JSON.stringify(value);
}

function isSame(a: Value, b: Value): boolean {
  if (a instanceof Exact && b instanceof Exact) return a.compare(b) === 0;
  return a === b;
}

/** What division leaves, with the sign of the dividend. */
function remainder(a: Exact, b: Exact): Exact {
  const quotient = a.over(b);
  const whole = quotient.compare(ZERO) < 0 ? quotient.negated().floor().negated() : quotient.floor();
  return a.minus(whole.times(b));
}
