/** Checksums that tell what a disk or a network has garbled by accident: CRC-32 (ISO-HDLC, the one of zlib) and CRC-32C (Castagnoli). */

/** @param polynomial with its bits in reverse */
function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest;
  });
}

const ISO_HDLC = tableOf(0xedb88320);
const CASTAGNOLI = tableOf(0x82f63b78);

/** @returns 0 to 2^32 - 1 */
export function crc32(bytes: Uint8Array): number {
  return sum(bytes, ISO_HDLC);
}

/** The polynomial of iSCSI, ext4 and most stores: it finds more errors of a few bits in short blocks. @returns 0 to 2^32 - 1 */
export function crc32c(bytes: Uint8Array): number {
  return sum(bytes, CASTAGNOLI);
}

function sum(bytes: Uint8Array, table: Uint32Array): number {
  let rest = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) rest = (rest >>> 8) ^ table[(rest ^ bytes[at]) & 0xff];
  return (rest ^ 0xffffffff) >>> 0;
}
