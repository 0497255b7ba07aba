// How much of a text that is still coming in may be spoken already. It knows no answer and no id.

/** A text without the end of a sentence in so many characters is not looked at any further. */
const LONGEST_SENTENCE = 10_000
const ENDS = /[.!?…]["'”’)\]]*(?=\s)|[。！？]["'”’)\]」]*/gu

/** The whole sentences of a text that comes in pieces. Each piece is looked at once or, while a sentence is open, again. */
export class Sentences {
  #whole = 0
  #open = ''

  /**
   * Takes a piece in; gives how many characters of all that came are whole sentences by now. A mark counts once a blank
   * stands behind it, for the text may go on with "5" after "2."; where no blanks are written, at once.
   */
  add(piece: string): number {
    if (this.#open.length > LONGEST_SENTENCE) return this.#whole
    this.#open += piece
    let end = 0
    for (const match of this.#open.matchAll(ENDS)) end = match.index + match[0].length
    this.#whole += end
    if (end > 0) this.#open = this.#open.slice(end)
    return this.#whole
  }
}
