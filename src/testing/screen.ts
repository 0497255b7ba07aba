// For tests: a screen as a terminal draws it, with the few control sequences that a line editor uses.

import { Writable } from 'node:stream'

export class TestScreen extends Writable {
  readonly isTTY = true
  readonly columns: number
  #rows: string[][] = [[]]
  #row = 0
  #column = 0

  constructor(columns = 40) {
    super({ decodeStrings: false })
    this.columns = columns
  }

  /** What is seen, without blanks behind the lines. */
  get lines(): string[] {
    return this.#rows.map(row =>
      Array.from(row, cell => cell ?? ' ')
        .join('')
        .trimEnd(),
    )
  }

  /** Where the cursor stands. */
  get cursor(): [row: number, column: number] {
    return [this.#row, this.#column]
  }

  override _write(text: string | Buffer, _encoding: string, done: () => void): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is steered by them
    for (const token of String(text).match(/\u001b\[[\d;?]*[A-Za-z]|[\s\S]/g) ?? []) this.#take(token)
    done()
  }

  #take(token: string): void {
    if (token.length > 1) return this.#control(token)
    if (token === '\r') this.#column = 0
    else if (token === '\n') {
      // As with a terminal that is not told otherwise: a line feed is a carriage return, too.
      this.#column = 0
      this.#down()
    } else {
      if (this.#column === this.columns) {
        this.#column = 0
        this.#down()
      }
      this.#rows[this.#row]![this.#column] = token
      this.#column += 1
    }
  }

  #down(): void {
    this.#row += 1
    this.#rows[this.#row] ??= []
  }

  #control(sequence: string): void {
    const count = Number(/\d+/.exec(sequence)?.[0] ?? 1)
    switch (sequence.at(-1)) {
      case 'A':
        this.#row = Math.max(0, this.#row - count)
        break
      case 'B':
        this.#row += count
        break
      case 'C':
        this.#column = Math.min(this.columns, this.#column + count)
        break
      case 'D':
        this.#column = Math.max(0, this.#column - count)
        break
      case 'G':
        this.#column = count - 1
        break
      case 'J':
        this.#rows.splice(this.#row + 1)
        this.#rows[this.#row]?.splice(this.#column)
        break
      case 'K':
        this.#rows[this.#row]?.splice(this.#column)
    }
  }
}
