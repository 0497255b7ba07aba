// The flags of the commands as data, from which both their parsing and their help are made.

export interface Flag {
  /** What its value is called in the help; absent for a switch. */
  takes?: string
  /** May be given more than once. */
  many?: boolean
  short?: string
  about: string
}

export type Flags = Readonly<Record<string, Flag>>

export const helpFlag = { help: { short: 'h', about: 'show this' } } satisfies Flags

/** How the server is started, for every command that starts one. */
export function serverFlags({ port }: { port: string }): Flags {
  return {
    port: { takes: 'N', about: `port to listen on, 0 for any free one (${port})` },
    host: { takes: 'HOST', about: 'interface to listen on (127.0.0.1)' },
    db: { takes: 'FILE', about: 'keep everything in this SQLite file (in memory)' },
    fresh: { about: 'delete what that file holds' },
    time: { takes: 'MODE', about: 'real, frozen or a speed such as 60x (real)' },
    seed: { takes: 'N', about: 'the same seed gives the same ids and latencies (a new one)' },
    'api-key': { takes: 'KEY', many: true, about: 'let in this key only; repeat for more (any key)' },
    'webhook-url': { takes: 'URL', about: 'webhook of every agent that sets none' },
    dialect: { takes: 'NAME', about: 'live, or reference for the older reference (live)' },
    scenarios: { takes: 'DIR', about: 'scenarios of your own: *.yaml, *.yml, *.json' },
    'llm-base-url': { takes: 'URL', about: 'an OpenAI-compatible server that speaks for agents (none)' },
    'llm-model': { takes: 'NAME', about: 'its model; its key is FAKE_RETELL_LLM_API_KEY' },
    'llm-timeout': { takes: 'MS', about: 'how long one of its answers may take (30000)' },
    json: { about: 'print one JSON object a line' },
    quiet: { about: 'print problems only' },
    ...helpFlag,
  }
}
