// A terminal for tests: it shows nothing, keeps what was printed, has no colours, and reads what the test types.

import type { Readable } from 'node:stream'
import { plainDialogue } from './dialogue.ts'
import type { Channel, Terminal } from './terminal.ts'

export interface RecordingTerminal extends Terminal {
  /** The lines of standard output and of standard error. */
  printed: string[]
  complaints: string[]
}

/** `input` is what a pipe would bring; nothing unless given. */
export function recordingTerminal(env: Terminal['env'] = {}, input?: Readable): RecordingTerminal {
  const printed: string[] = []
  const complaints: string[] = []
  const out = channelInto(printed)
  return {
    out,
    err: channelInto(complaints),
    env,
    printed,
    complaints,
    converse: ({ deaf = false }) => plainDialogue(out, deaf ? undefined : input),
  }
}

function channelInto(lines: string[]): Channel {
  /** The last of the lines has not ended yet. */
  let isOpen = false
  const write = (text: string) => {
    const pieces = `${isOpen ? lines.pop() : ''}${text}`.split('\n')
    isOpen = pieces.at(-1) !== ''
    lines.push(...(isOpen ? pieces : pieces.slice(0, -1)))
  }
  return {
    print: line => write(`${line}\n`),
    write,
    progress: () => {},
    paint: (_style, text) => text,
    interactive: false,
  }
}
