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

/** Which checks a checkup makes, but for those that are asked for. */
const skipFlags = {
  skip: { takes: 'NAME', many: true, about: 'not this check; repeat for more' },
  list: { about: 'show the names of the checks, and do nothing' },
} satisfies Flags

/** How the results of a checkup are told. */
const resultFlags = {
  junit: { takes: 'FILE', about: 'write the results there, as JUnit XML' },
  json: { about: 'print the results as one JSON object' },
  quiet: { about: 'print problems only' },
  ...helpFlag,
} satisfies Flags

/** What can be said of a check of a webhook receiver. */
export const checkWebhookFlags: Flags = {
  'api-key': { takes: 'KEY', about: 'the key that the receiver verifies with (RETELL_API_KEY)' },
  'old-key': { takes: 'KEY', about: 'a key that was replaced, and must be refused' },
  'timeout-ms': { takes: 'N', about: 'how long an answer may take (10000)' },
  only: { takes: 'NAME', many: true, about: 'this check and what it needs; repeat for more (all)' },
  ...skipFlags,
  probe: { takes: 'URL', about: 'where the receiver says how often it handled {event} of {call_id}' },
  metadata: { takes: 'JSON', about: 'metadata of the calls' },
  variables: { takes: 'JSON', about: 'dynamic variables of the calls' },
  'agent-id': { takes: 'ID', about: 'agent_id of the calls' },
  port: { takes: 'N', about: 'where a mock answers get-call meanwhile, 0 for any free one (0)' },
  ...resultFlags,
}

/** What can be said of a check of an LLM server. */
export const checkLlmFlags: Flags = {
  say: { takes: 'TEXT', many: true, about: 'what the caller says; repeat for more, the last ends the call' },
  metadata: { takes: 'JSON', about: 'metadata of the calls' },
  variables: { takes: 'JSON', about: 'dynamic variables of the calls' },
  scenario: { takes: 'FILE', many: true, about: 'also play this scenario of yours; repeat for more' },
  calls: { takes: 'N', about: 'how many calls at once (20)' },
  idle: { takes: 'MINUTES', about: 'also hold a call in silence for so long' },
  only: { takes: 'NAME', many: true, about: 'this check; repeat for more (all)' },
  ...skipFlags,
  html: { takes: 'FILE', about: 'write a report with every frame there' },
  ...resultFlags,
}

/** Whom `talk` calls, and how. */
export const talkFlags: Flags = {
  agent: { takes: 'AGENT_ID', about: 'call an agent of a running mock, whatever its engine' },
  'base-url': { takes: 'URL', about: 'where that mock is (http://127.0.0.1:4010)' },
  'api-key': { takes: 'KEY', about: 'the key of its workspace ($RETELL_API_KEY, or the default workspace)' },
  say: {
    takes: 'TEXT',
    many: true,
    about: 'say this instead of what is typed; repeat for more; then hang up',
  },
  speak: { about: 'show the words at the pace of speech' },
  metadata: { takes: 'JSON', about: "the call's metadata" },
  variable: { takes: 'NAME=VALUE', many: true, about: 'a dynamic variable of the call; repeat for more' },
  'call-id': { takes: 'ID', about: 'the id of the call (a new one)' },
  web: { about: 'a web call: without numbers' },
  patience: { takes: 'SECONDS', about: 'how long an answer is waited for (10)' },
  transcript: { takes: 'FILE', about: 'write the transcript there at the end; as JSON if it ends in .json' },
  json: { about: 'print one JSON object a line' },
  ...helpFlag,
}
