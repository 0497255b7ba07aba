// A terminal as something to converse over: lines come in while text goes out. Here the plain one, for pipes and programs;
// prompted-dialogue.ts is for a person at a keyboard.

import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Channel } from './terminal.ts'

/** What is typed, a line at a time, until the input ends or somebody closes it. To be iterated once. */
export interface Dialogue extends AsyncIterable<string> {
  /** A person types: with a prompt, line editing and a history. */
  interactive: boolean
  /** Goes on with the line that is open under this label, or begins one. The text has no line breaks. */
  goOn(label: string, text: string): void
  /** Prints whole lines; the one that was open is over. */
  print(text: string): void
  /** Lets go of the input. What is printed then still appears. */
  close(): void
}

export interface DialogueOptions {
  /** Shown to a person before what is typed. */
  prompt: string
  /** Without a prompt and line editing also where a person types. */
  plain?: boolean
  /** Nothing is read: the input is left alone, and has ended. */
  deaf?: boolean
}

/** A line that is longer is cut in two. */
const MAX_LINE_CHARS = 100_000

export function plainDialogue(out: Channel, input: Readable | undefined): Dialogue {
  return {
    ...linesOnto(out),
    interactive: false,
    close: () => void input?.destroy(),
    [Symbol.asyncIterator]: () => linesOf(input),
  }
}

/** Lines that are printed piece by piece. */
export function linesOnto(out: Pick<Channel, 'print' | 'write'>): Pick<Dialogue, 'goOn' | 'print'> {
  let open: string | undefined
  return {
    goOn(label, text) {
      if (open !== undefined && open !== label) out.write('\n')
      out.write(open === label ? text : label + text)
      open = label
    },
    print(text) {
      if (open !== undefined) out.write('\n')
      open = undefined
      out.print(text)
    },
  }
}

/** The lines of a stream; one that breaks, or that somebody destroys, has ended. */
async function* linesOf(stream: Readable | undefined): AsyncGenerator<string, undefined> {
  if (!stream) return
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    for await (const chunk of stream) {
      rest += typeof chunk === 'string' ? chunk : decoder.write(chunk)
      const lines = rest.split(/\r?\n/)
      rest = lines.pop() ?? ''
      yield* lines
      if (rest.length > MAX_LINE_CHARS) {
        yield rest
        rest = ''
      }
    }
  } catch {
    return
  }
  if (rest !== '') yield rest
}
