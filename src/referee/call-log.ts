// What went over the sockets of one call, as the rules read it: who sent what when. Made from a test call of check-llm or
// from the mock's own log of a conversation.

export interface LoggedFrame {
  /** Real ms since the call's first connection. */
  atMs: number
  /** As Retell sees it: `received` comes from the customer's server. */
  direction: 'sent' | 'received'
  text: string
  /** 0 for the first connection of the call, 1 after a reconnect, and so on. */
  connection: number
  /** A binary message: `text` says only that it was one. */
  binary?: boolean
  /** Sent while a test was on that has a finding of its own for what comes of it. */
  explained?: boolean
}

export interface Closing {
  atMs: number
  connection: number
  /** 1005: closed without a code; 1006: broken off. */
  code: number
  by: 'server' | 'retell'
  /** A test has a finding of its own for it. */
  explained?: boolean
}

export interface CallLog {
  frames: readonly LoggedFrame[]
  closings: readonly Closing[]
  /** When nobody looked any longer. */
  endedAtMs: number
}
