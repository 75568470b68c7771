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
import { ExperimentError } from './types.ts';
import { numericValue, type Point, shortNames } from './vary.ts';

type Value = number | string | boolean;
type Evaluate = (point: Point) => Value;

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  abs: Math.abs,
  sqrt: Math.sqrt,
  log: Math.log,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
};

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
      return (point) => (left(point) === right(point)) === (operator === '==');
    const compare = {
      '<': (a: number, b: number) => a < b,
      '<=': (a: number, b: number) => a <= b,
      '>': (a: number, b: number) => a > b,
      '>=': (a: number, b: number) => a >= b,
    }[operator as '<' | '<=' | '>' | '>='];
    return (point) => compare(this.#number(left(point)), this.#number(right(point)));
  }

  #sum(): Evaluate {
    let left = this.#product();
    for (let operator = this.#take('+', '-'); operator !== undefined; operator = this.#take('+', '-')) {
      const [first, second, sign] = [left, this.#product(), operator === '+' ? 1 : -1];
      left = (point) => this.#number(first(point)) + sign * this.#number(second(point));
    }
    return left;
  }

  #product(): Evaluate {
    let left = this.#negation();
    for (let mark = this.#take('*', '/', '%'); mark !== undefined; mark = this.#take('*', '/', '%')) {
      const [first, second, operator] = [left, this.#negation(), mark];
      left = (point) => {
        const [a, b] = [this.#number(first(point)), this.#number(second(point))];
        if (operator === '*') return a * b;
        return operator === '/' ? a / b : a % b;
      };
    }
    return left;
  }

  #negation(): Evaluate {
    let sign = 1;
    while (this.#take('-')) sign = -sign;
    const inner = this.#value();
    return sign === 1 ? inner : (point) => -this.#number(inner(point));
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
      const number = numericValue(text);
      if (number === null) this.#fail(`"${text}" is not a number with a known unit`);
      return () => number.value;
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
    return (point) => FUNCTIONS[name](...inputs.map((input) => this.#number(input(point))));
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
    return (point) => numericValue(point[path])?.value ?? point[path];
  }

  #number(value: Value): number {
    if (typeof value === 'number') return value;
    return this.#fail(`expected a number, found ${JSON.stringify(value)}`);
  }

  #truth(value: Value): boolean {
    if (typeof value === 'boolean') return value;
    return this.#fail(`expected a condition, found ${JSON.stringify(value)}`);
  }
}
