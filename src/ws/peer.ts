// The two halves of a connection as the protocol sees it, whoever made it: what it may ask of the transport,
// and what the transport tells it.

export interface Peer {
  /** `waitMs`: it may go out in one write with what is sent next, so many real ms later at most. */
  send(text: string, waitMs?: number): void
  /** Lets go out what waits. */
  flush?(): void
  close(code: number, reason?: string): void
  /** Breaks off without a goodbye, as a network does. */
  terminate(): void
}

/** What the transport calls. After `closed`, or once another connection is there, calls have no effect. */
export interface PeerHandlers {
  text(data: string): void
  binary(): void
  closed(code: number): void
}
