// `fake-retell talk`: the terminal becomes a telephone to a developer's LLM server, or to an agent of a running mock. Here
// the terminal is connected with the call; both are made elsewhere.

import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { callDetails } from '../call-details.ts'
import { wall } from '../clock.ts'
import { Misuse } from '../errors.ts'
import { AgentPhone } from '../talk/agent-phone.ts'
import { converse, save } from '../talk/conversation.ts'
import type { Told } from '../talk/events.ts'
import type { LineTimings } from '../talk/line.ts'
import { Phone } from '../talk/phone.ts'
import { promptOf, screenOn } from '../talk/screen.ts'
import type { TalkCall } from '../talk/talk-call.ts'
import type { Arguments } from './arguments.ts'
import type { Work } from './commands.ts'
import { whenToldToStop } from './signals.ts'
import { type TalkOptions, talkOptions } from './talk-options.ts'
import type { Terminal } from './terminal.ts'

const WORDS_PER_MINUTE = 160

/** For tests: how long things take that a person would wait for. */
export interface TalkPace {
  wordsPerMinute?: number
  timings?: Partial<LineTimings>
}

export const talk: Work = (args, terminal) => talkAt(args, terminal)

/** Resolves with 0, or with 1 when the call was ended by an error or the transcript could not be written. */
export async function talkAt(args: Arguments, terminal: Terminal, pace: TalkPace = {}): Promise<number> {
  const options = talkOptions(args, terminal.env)
  await refuseUnwritable(options.transcript)
  const { json, says } = options
  const { paint } = terminal.out
  const dialogue = terminal.converse({ prompt: promptOf(paint), plain: json, deaf: says.length > 0 })
  const live = dialogue.interactive
  const show: (event: Told) => void = json
    ? event => terminal.out.print(JSON.stringify(event))
    : screenOn({ paper: dialogue, paint, echoes: !live })
  const call = callOf(options, { live, onEvent: show, pace })
  const sleep = wall.awake()
  const forget = whenToldToStop(() => void call.hangUp())
  try {
    call.dial()
    await converse({ call, lines: says.length > 0 ? each(says) : dialogue, live })
    const { error } = await call.ended
    const isSaved = options.transcript === undefined || (await save(call, options.transcript))
    return error || !isSaved ? 1 : 0
  } finally {
    forget()
    sleep()
    dialogue.close()
  }
}

interface Manner {
  live: boolean
  onEvent(event: Told): void
  pace: TalkPace
}

function callOf(options: TalkOptions, { live, onEvent, pace }: Manner): TalkCall & { dial(): void } {
  const { target, callId, web, metadata, variables, speaks, patienceMs } = options
  if ('agentId' in target)
    return new AgentPhone({ ...target, metadata, variables, live, patienceMs, onEvent })
  return new Phone({
    url: target.url,
    callId,
    details: callDetails({ callId, kind: web ? 'web' : 'inbound', metadata, variables }),
    live,
    speaks,
    patienceMs,
    wordsPerMinute: pace.wordsPerMinute ?? WORDS_PER_MINUTE,
    ...(pace.timings && { timings: pace.timings }),
    onEvent,
  })
}

/** A file that cannot be written is better known before the call than after it. */
async function refuseUnwritable(file: string | undefined): Promise<void> {
  if (file === undefined) return
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw new Misuse(`--transcript must name a file: ${file} is a folder`)
  await access(found ? file : dirname(file), constants.W_OK).catch((error: Error) => {
    throw new Misuse(`cannot write the file of --transcript: ${error.message}`)
  })
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  // What is said is said as it is, also when it begins with a slash.
  for (const line of lines) yield line.startsWith('/') ? `/${line}` : line
}
