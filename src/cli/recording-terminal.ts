// A terminal for tests: it shows nothing, keeps what was printed, and has no colours.

import type { Channel, Terminal } from './terminal.ts'

export interface RecordingTerminal extends Terminal {
  /** The lines of standard output and of standard error. */
  printed: string[]
  complaints: string[]
}

export function recordingTerminal(env: Terminal['env'] = {}): RecordingTerminal {
  const printed: string[] = []
  const complaints: string[] = []
  return { out: channelInto(printed), err: channelInto(complaints), env, printed, complaints }
}

function channelInto(lines: string[]): Channel {
  return {
    print: text => void lines.push(...text.split('\n')),
    progress: () => {},
    paint: (_style, text) => text,
    interactive: false,
  }
}
