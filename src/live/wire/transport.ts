/**
 * Connections between the operating-system processes of a run, over loopback TCP: one between two of them, dialled by the one of
 * the higher number, and dialled again when it breaks. What is sent over one connection arrives in order; what was on its way when
 * it broke may be lost.
 */
import net from 'node:net';
import { MalformedBytesError } from '../../modules/codec.ts';
import { encodeFrame, FrameReader } from './frames.ts';

const LOOPBACK = '127.0.0.1';
const PROTOCOL = 1;
/** Real milliseconds until a broken connection is dialled again; doubled each time, up to the second. */
const REDIAL = 5;
const LONGEST_REDIAL = 100;
/** A connection whose other end does not read is given up when so many bytes wait. */
const MOST_WAITING = 256 * 2 ** 20;

/** What the two ends of a connection tell each other first. */
interface Hello {
  readonly protocol: number;
  /** Hash of the vocabularies that this end speaks. */
  readonly vocabulary: string;
  /** Known to the processes of one run alone. */
  readonly secret: string;
  /** Number of the operating-system process within the run, and how often it has been started before. */
  readonly runner: number;
  readonly life: number;
}

export interface TransportOptions extends Omit<Hello, 'protocol'> {
  receive(from: number, body: Uint8Array): void;
  /** Called before anything is written, with what must be known elsewhere by then. */
  beforeWrite?(): void;
  /** A connection to another process stands, or has broken. */
  changed(runner: number, isUp: boolean): void;
  /** The other end speaks other vocabularies, or another protocol. */
  refused(error: Error): void;
}

interface Peer {
  readonly runner: number;
  /** Where to dial; null: it dials here. */
  port: number | null;
  socket: net.Socket | null;
  /** Frames of the present turn of the event loop, which leave together. */
  frames: Uint8Array[];
  redial: number;
  timer: NodeJS.Timeout | null;
}

export class Transport {
  readonly #options: TransportOptions;
  readonly #hello: Hello;
  readonly #peers = new Map<number, Peer>();
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #isClosed = false;
  #isWriting = false;

  constructor(options: TransportOptions) {
    this.#options = options;
    const { vocabulary, secret, runner, life } = options;
    this.#hello = { protocol: PROTOCOL, vocabulary, secret, runner, life };
    this.#server = net.createServer((socket) => this.#converse(socket, null));
  }

  /** @returns the port on which others may dial */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, LOOPBACK, () => resolve((this.#server.address() as net.AddressInfo).port));
    });
  }

  /** Another process can be dialled at this port from now on. */
  dial(runner: number, port: number): void {
    const peer = this.#peer(runner);
    if (peer.port === port) return;
    peer.port = port;
    peer.redial = REDIAL;
    peer.socket?.destroy();
    this.#connect(peer);
  }

  isConnected(runner: number): boolean {
    return this.#peers.get(runner)?.socket != null;
  }

  /** False when there is no connection: the frame is lost. */
  send(runner: number, body: Uint8Array): boolean {
    const socket = this.#peers.get(runner)?.socket;
    if (!socket) return false;
    if (socket.writableLength > MOST_WAITING) {
      socket.destroy();
      return false;
    }
    this.#peers.get(runner)?.frames.push(encodeFrame(body));
    if (!this.#isWriting) {
      this.#isWriting = true;
      queueMicrotask(() => this.#write());
    }
    return true;
  }

  #write(): void {
    this.#isWriting = false;
    this.#options.beforeWrite?.();
    for (const peer of this.#peers.values()) {
      if (peer.frames.length === 0) continue;
      const frames = Buffer.concat(peer.frames);
      peer.frames = [];
      // Where the connection has broken meanwhile, they are lost as those before them.
      peer.socket?.write(frames);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#server.close();
    for (const { timer } of this.#peers.values()) if (timer) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #peer(runner: number): Peer {
    let peer = this.#peers.get(runner);
    if (!peer) {
      peer = { runner, port: null, socket: null, frames: [], redial: REDIAL, timer: null };
      this.#peers.set(runner, peer);
    }
    return peer;
  }

  #connect(peer: Peer): void {
    if (peer.timer) clearTimeout(peer.timer);
    peer.timer = null;
    if (peer.port === null || this.#isClosed) return;
    this.#converse(net.connect(peer.port, LOOPBACK), peer);
  }

  /** @param peer whom this end has dialled; null: the other end has, and says who it is */
  #converse(socket: net.Socket, peer: Peer | null): void {
    const reader = new FrameReader();
    const port = peer?.port;
    let known: Peer | null = null;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    if (peer) socket.once('connect', () => socket.write(encodeFrame(encodeHello(this.#hello))));
    socket.on('data', (piece) => {
      try {
        for (const body of reader.push(piece)) {
          if (socket.destroyed) return;
          if (known) this.#options.receive(known.runner, body);
          else known = this.#meet(socket, body, peer);
        }
      } catch (error) {
        socket.destroy();
        if (!NOT_FRAMES.some((type) => error instanceof type)) throw error;
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (known?.socket === socket) {
        known.socket = null;
        this.#options.changed(known.runner, false);
      }
      // Unless it has moved, and been dialled at its new place.
      if (peer && peer.port === port && !this.#isClosed) {
        peer.timer = setTimeout(() => this.#connect(peer), peer.redial);
        peer.redial = Math.min(LONGEST_REDIAL, peer.redial * 2);
      }
    });
  }

  /** The first frame of the other end. @returns who that is; null when it is nobody of this run */
  #meet(socket: net.Socket, body: Uint8Array, dialled: Peer | null): Peer | null {
    const hello = JSON.parse(Buffer.from(body).toString()) as Hello;
    if (hello.secret !== this.#hello.secret || (dialled && hello.runner !== dialled.runner)) {
      socket.destroy();
      return null;
    }
    if (!dialled) socket.write(encodeFrame(encodeHello(this.#hello)));
    const problem = mismatch(this.#hello, hello);
    if (problem !== null) {
      // What has been written still goes out, so that the other end knows as well.
      socket.end();
      this.#options.refused(new Error(problem));
      return null;
    }
    const peer = dialled ?? this.#peer(hello.runner);
    peer.socket?.destroy();
    peer.socket = socket;
    peer.frames = [];
    peer.redial = REDIAL;
    this.#options.changed(peer.runner, true);
    return peer;
  }
}

/** What comes of a stream that is none of the frames of a run. */
const NOT_FRAMES = [RangeError, SyntaxError, MalformedBytesError];

function encodeHello(hello: Hello): Uint8Array {
  return Buffer.from(JSON.stringify(hello));
}

function mismatch(own: Hello, other: Hello): string | null {
  const who = `process ${other.runner} speaks`;
  if (own.protocol !== other.protocol)
    return `${who} version ${other.protocol} of the protocol, and process ${own.runner} version ${own.protocol}`;
  if (own.vocabulary !== other.vocabulary)
    return `${who} the vocabularies ${other.vocabulary}, and process ${own.runner} ${own.vocabulary}: they are not of one version`;
  return null;
}
