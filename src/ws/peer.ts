// The two halves of a connection as the protocol sees it, whoever made it: what it may ask of the transport,
// and what the transport tells it.

export interface Peer {
  /** `mayWait`: nobody is to answer it, so that it may go out together with what is sent next, a millisecond later at most. */
  send(text: string, mayWait?: boolean): void
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
