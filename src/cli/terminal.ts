// What the commands may print to, so that a test can listen in. Whether a stream takes colour is decided here, once.

import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan'

export interface Channel {
  print(line: string): void
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
}

/** To the first column, and nothing of what stands there. */
const CLEAR_LINE = '\r\u001b[K'

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process
  return { out: channelOf(stdout, env), err: channelOf(stderr, env), env }
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
