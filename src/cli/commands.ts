// The commands: what each is for, its flags, and where its work is. The work is loaded when the command is chosen,
// so that help costs nothing and no command pays for another.

import type { Arguments } from './arguments.ts'
import { checkLlmFlags, checkWebhookFlags, type Flags, helpFlag, serverFlags, talkFlags } from './flags.ts'
import type { Terminal } from './terminal.ts'

/** Does the command's work and resolves with the exit code: 0, or 1 for faults that were found. */
export type Work = (args: Arguments, terminal: Terminal) => Promise<number>

export interface Command {
  name: string
  /** What it does, in a line. */
  summary: string
  usage: string
  flags: Flags
  /** What its one word is called, before, between or behind the flags; without it there is none. */
  operand?: string
  /** Words after the flags belong to it. */
  takesRest?: boolean
  examples: readonly (readonly [command: string, why: string])[]
  load(): Promise<Work>
}

export const commands: readonly Command[] = [
  {
    name: 'start',
    summary: 'start the mock; what happens when no command is named',
    usage: 'fake-retell [start] [flags]',
    flags: serverFlags({ port: '4010' }),
    examples: [
      ['fake-retell', 'on port 4010, with any API key'],
      ['fake-retell --time 60x', 'calls go by sixty times as fast'],
      ['fake-retell --db calls.db', 'keep agents and calls for the next start'],
      ['fake-retell --port 0 --json', 'for programs: the first line has the URL'],
    ],
    load: async () => (await import('./start.ts')).start,
  },
  {
    name: 'demo',
    summary: 'show a phone call with an LLM server and webhooks, in seconds',
    usage: 'fake-retell demo',
    flags: helpFlag,
    examples: [['fake-retell demo', 'exits with 1 when anything went wrong']],
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'exec',
    summary: 'run a command against a mock of its own',
    usage: 'fake-retell exec [flags] -- COMMAND [ARGUMENTS]',
    flags: serverFlags({ port: '0' }),
    takesRest: true,
    examples: [
      ['fake-retell exec -- npm test', 'with RETELL_BASE_URL, RETELL_API_KEY and FAKE_RETELL_URL set'],
      ['fake-retell exec --seed 1 -- node app.js', 'the same ids in every run'],
    ],
    load: async () => (await import('./exec.ts')).exec,
  },
  {
    name: 'check-llm',
    summary: 'find out what Retell would drop of what your LLM server sends',
    usage: 'fake-retell check-llm URL [flags]',
    operand: 'URL',
    flags: checkLlmFlags,
    examples: [
      ['fake-retell check-llm ws://127.0.0.1:8090/llm', 'exits with 1 when it found an error'],
      ['fake-retell check-llm URL --html report.html', 'with the frames of every call'],
      [
        'fake-retell check-llm URL --say "A table for four." --say "Goodbye."',
        'lines that lead to your tools',
      ],
    ],
    load: async () => (await import('./check-llm.ts')).checkLlm,
  },
  {
    name: 'check-webhook',
    summary: 'find out what is wrong with your webhook receiver',
    usage: 'fake-retell check-webhook URL [flags]',
    operand: 'URL',
    flags: checkWebhookFlags,
    examples: [
      ['fake-retell check-webhook http://127.0.0.1:8080/webhook', 'exits with 1 when it found an error'],
      ['fake-retell check-webhook URL --only stale --only unsigned', 'these checks, and what they need'],
      ['fake-retell check-webhook URL --junit webhook.xml --quiet', 'for a CI system'],
    ],
    load: async () => (await import('./check-webhook.ts')).checkWebhook,
  },
  {
    name: 'talk',
    summary: 'talk to your LLM server, or to an agent of a running mock, by typing',
    usage: 'fake-retell talk WS_URL [flags]\nfake-retell talk --agent AGENT_ID [flags]',
    operand: 'WS_URL',
    flags: talkFlags,
    examples: [
      ['fake-retell talk ws://127.0.0.1:8080/llm', 'type what the caller says; /help lists the rest'],
      ['fake-retell talk URL --say Hello --say Bye', 'for scripts: says it and hangs up'],
      ["printf 'Hello\\n/press 1\\n' | fake-retell talk URL", 'each line waits for the answer'],
      ['fake-retell talk --agent agent_1', 'an agent of the mock on port 4010'],
    ],
    load: async () => (await import('./talk.ts')).talk,
  },
]
