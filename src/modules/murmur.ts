/** The finaliser of MurmurHash3 (Appleby 2011): every bit of the input changes every bit of the output about half the time. @returns 0 to 2^32 - 1 */
export function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
