// What the commands may print to and read from, so that a test can listen in and type. Whether a stream takes colour, and
// whether a person types, is decided here, once.

import { styleText } from 'node:util'
import { type Dialogue, type DialogueOptions, plainDialogue } from './dialogue.ts'
import { promptedDialogue } from './prompted-dialogue.ts'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan'

export interface Channel {
  print(line: string): void
  /** As it is, without ending the line. */
  write(text: string): void
  /** Shows a short line until the next one of either kind; nothing where no person is watching. */
  progress(line: string): void
  /** The text in this style, or as it is where there are no colours. */
  paint(style: Style, text: string): string
  /** A person is watching. */
  interactive: boolean
}

export interface Terminal {
  out: Channel
  err: Channel
  env: Readonly<Record<string, string | undefined>>
  /** Begins to read what is typed, and to print meanwhile; until then standard input is left alone. */
  converse(options: DialogueOptions): Dialogue
}

/** To the first column, and nothing of what stands there. */
const CLEAR_LINE = '\r\u001b[K'

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process
  const out = channelOf(stdout, env)
  return {
    out,
    err: channelOf(stderr, env),
    env,
    converse({ prompt, plain = false, deaf = false }) {
      if (deaf) return plainDialogue(out, undefined)
      const { stdin } = process
      const person = stdin.isTTY === true && out.interactive && env.TERM !== 'dumb'
      return person && !plain ? promptedDialogue(stdin, stdout, prompt) : plainDialogue(out, stdin)
    },
  }
}

/** Prints to `stream`; in colours where it is a terminal and `NO_COLOR` is unset or empty. */
export function channelOf(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  env: Terminal['env'],
): Channel {
  const interactive = stream.isTTY === true
  const coloured = interactive && !env.NO_COLOR
  let passing = false
  const clear = () => (passing ? CLEAR_LINE : '')
  return {
    print(line) {
      stream.write(`${clear()}${line}\n`)
      passing = false
    },
    write: text => void stream.write(text),
    progress(line) {
      if (!interactive) return
      stream.write(`${CLEAR_LINE}${line}`)
      passing = true
    },
    paint: coloured
      ? (style, text) => styleText(style, text, { validateStream: false })
      : (_style, text) => text,
    interactive,
  }
}
