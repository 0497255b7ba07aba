// What is written down of a check. How it is made is elsewhere.

export interface Check {
  theme: 'connecting' | 'frames' | 'answers' | 'actions' | 'tools' | 'speech' | 'connection'
  /** What a server that is right does. */
  title: string
  /** What Retell does otherwise. */
  retell: string
  change: string
}
