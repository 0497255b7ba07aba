// The two halves of a connection as the protocol sees it, whoever made it: what it may ask of the transport,
// and what the transport tells it.

export interface Peer {
  send(text: string): void
  close(code: number, reason?: string): void
}

/** What the transport calls. After `closed`, or once another connection is there, calls have no effect. */
export interface PeerHandlers {
  text(data: string): void
  binary(): void
  closed(code: number): void
}
