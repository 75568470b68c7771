/** Growing typed arrays by doubling: amortised O(1) a slot, one copy at a time. */

type NumericArray =
  | Int8Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>;

/** The array itself when it has room for `length`, otherwise a copy of at least twice the size. */
export function grown<A extends NumericArray>(array: A, length: number): A {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, array.length * 2, 16));
  larger.set(array);
  return larger;
}
