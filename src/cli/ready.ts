// What a server that has begun to listen says of itself.

import { version } from '../generated/version.ts'
import type { Channel } from './terminal.ts'

/** Spelt as the JSON line has it. */
export interface Ready {
  url: string
  /** The default key, or one that was chosen, shortened. */
  api_key: string
  /** Only the chosen keys are let in. */
  restricted: boolean
  time: string
  db: string
  seed: number
  pid: number
  /** The model that speaks for the agents, and where it is asked; absent where none does. */
  llm?: string
}

/** A few lines: where it is, what clients must be told, how it was started. */
export function banner(facts: Ready, { paint }: Pick<Channel, 'paint'>): string {
  const { url, api_key: apiKey, restricted, time, db, seed, llm } = facts
  const keys = restricted ? 'or another of yours' : 'or any other: each opens a workspace of its own'
  const start = [
    `time ${time}`,
    db === ':memory:' ? 'kept in memory' : `kept in ${db}`,
    `seed ${seed}`,
    ...(llm === undefined ? [] : [`${llm} speaks for agents`]),
    'Ctrl-C stops it',
  ]
  return [
    `${paint('bold', 'fake-retell')} ${version} listens on ${paint('cyan', url)}`,
    '',
    `  export RETELL_BASE_URL=${url}`,
    `  export RETELL_API_KEY=${apiKey}   ${paint('dim', `# ${keys}`)}`,
    '',
    `  ${paint('dim', start.join(' · '))}`,
    '',
  ].join('\n')
}
