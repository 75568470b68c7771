/** Frames in a stream of bytes: the length of the body in 32 bits, little-endian, and the body. */

const HEADER = 4;
/** A longer body is taken for a stream that is no stream of frames. */
export const LONGEST_FRAME = 64 * 2 ** 20;

export function encodeFrame(body: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(HEADER + body.length);
  frame.writeUInt32LE(body.length, 0);
  frame.set(body, HEADER);
  return frame;
}

/** Cuts a stream into bodies, whatever the pieces in which it comes. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws RangeError when a length makes no sense; the stream is then of no more use */
  push(piece: Uint8Array): Uint8Array[] {
    let bytes = this.#rest.length === 0 ? asBuffer(piece) : Buffer.concat([this.#rest, piece]);
    const bodies: Uint8Array[] = [];
    while (bytes.length >= HEADER) {
      const length = bytes.readUInt32LE(0);
      if (length > LONGEST_FRAME) throw new RangeError(`a frame of ${length} bytes`);
      if (bytes.length < HEADER + length) break;
      bodies.push(bytes.subarray(HEADER, HEADER + length));
      bytes = bytes.subarray(HEADER + length);
    }
    this.#rest = bytes;
    return bodies;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
