// A conversation with a person at a keyboard: a prompt with line editing and a history at the bottom of the screen, and
// above it what is printed, which never tears apart what is being typed.

import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { type Dialogue, linesOnto } from './dialogue.ts'

export type Screen = Writable & { columns?: number }

const KEPT_HISTORY = 500
const USUAL_COLUMNS = 80
const FEWEST_COLUMNS = 20

/**
 * The line that is open is kept one row high, directly above the prompt, so that it can be written anew: what does not fit
 * is wrapped here, below the label.
 */
export function promptedDialogue(input: Readable, output: Screen, prompt: string): Dialogue {
  const editor = createInterface({
    input,
    output,
    prompt,
    terminal: true,
    historySize: KEPT_HISTORY,
    removeHistoryDuplicates: true,
  })
  const typed = newQueue()
  const afterwards = linesOnto({ print: line => out(`${line}\n`), write: text => out(text) })
  let open: { label: string; indent: string; row: string } | undefined
  let isOver = false

  const out = (text: string) => void output.write(text)

  /** Takes the prompt away; the cursor is where it began. */
  function erasePrompt(): void {
    moveCursor(output, 0, -editor.getCursorPos().rows)
    cursorTo(output, 0)
    clearScreenDown(output)
  }

  function restorePrompt(): void {
    // Before it draws, the editor goes up by as many rows as it last had above its cursor. They have just been erased.
    Object.assign(editor, { prevRows: 0 })
    editor.prompt(true)
  }

  function end(): void {
    if (isOver) return
    erasePrompt()
    isOver = true
    open = undefined
    editor.close()
    typed.end()
  }

  editor.on('line', line => {
    open = undefined
    typed.push(line)
    if (!isOver) editor.prompt()
  })
  editor.on('SIGINT', end)
  // Ctrl-D, or the input is gone.
  editor.on('close', end)
  editor.prompt()

  return {
    interactive: true,
    goOn(label, text) {
      if (isOver) return afterwards.goOn(label, text)
      erasePrompt()
      const goesOn = open?.label === label ? open : undefined
      if (goesOn) {
        moveCursor(output, 0, -1)
        cursorTo(output, 0)
        clearScreenDown(output)
      }
      const labelWidth = widthOf(stripVTControlCharacters(label))
      const columns = Math.max((output.columns ?? USUAL_COLUMNS) - 1, FEWEST_COLUMNS)
      const rows = wrapped((goesOn?.row ?? '') + text, columns - labelWidth)
      const below = ' '.repeat(labelWidth)
      const first = goesOn?.indent ?? label
      out(rows.map((row, index) => `${index === 0 ? first : below}${row}\n`).join(''))
      open = { label, indent: rows.length > 1 ? below : first, row: rows.at(-1)! }
      restorePrompt()
    },
    print(text) {
      if (isOver) return afterwards.print(text)
      erasePrompt()
      open = undefined
      out(`${text}\n`)
      restorePrompt()
    },
    close: end,
    [Symbol.asyncIterator]: () => typed,
  }
}

/** The rows of a text, at least one, none wider than `columns`; broken at blanks where there are any. */
export function wrapped(text: string, columns: number): string[] {
  const rows: string[] = []
  let row = text
  while (widthOf(row.trimEnd()) > columns) {
    const fits = longestWithin(row, columns)
    // A word that ends with the row is followed by the blank at which to break.
    const blank = row.lastIndexOf(' ', fits)
    const end = blank > 0 ? blank : fits
    rows.push(row.slice(0, end).trimEnd())
    row = row.slice(end).trimStart()
  }
  return [...rows, row]
}

/** How many UTF-16 units of the text fit into so many columns: one character at least. */
function longestWithin(text: string, columns: number): number {
  let width = 0
  let units = 0
  for (const character of text) {
    width += widthOf(character)
    if (width > columns && units > 0) break
    units += character.length
  }
  return units
}

const WIDE =
  /[\p{Extended_Pictographic}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff00-\uff60]/gu
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu

/** How many columns a text takes, rather too many than too few. */
function widthOf(text: string): number {
  const bare = text.replace(WITHOUT_WIDTH, '')
  const wide = bare.match(WIDE)?.length ?? 0
  return [...bare].length + wide
}

/** Lines that wait to be asked for. */
function newQueue() {
  const lines: string[] = []
  let waiting: ((result: IteratorResult<string, undefined>) => void) | undefined
  let isOver = false
  const over = { done: true, value: undefined } as const
  return {
    push(line: string): void {
      if (!waiting) return void lines.push(line)
      waiting({ done: false, value: line })
      waiting = undefined
    },
    end(): void {
      isOver = true
      waiting?.(over)
      waiting = undefined
    },
    next(): Promise<IteratorResult<string, undefined>> {
      const line = lines.shift()
      if (line !== undefined) return Promise.resolve({ done: false, value: line })
      if (isOver) return Promise.resolve(over)
      return new Promise(resolve => {
        waiting = resolve
      })
    },
  }
}
