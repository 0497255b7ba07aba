// Whether somebody spoke of something that has a technical name. This is all the understanding that simulations have.

/** The words of a text, in lower case. */
const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether every word of `name`, split at underscores and dashes, occurs in the text: "book a table" mentions `book_table`. */
export function mentions(text: string, name: string): boolean {
  const heard = new Set(wordsIn(text))
  const wanted = wordsIn(name.replaceAll('_', ' '))
  return wanted.length > 0 && wanted.every(word => heard.has(word))
}

/** What stands in double quotation marks, in order. */
export const quotesIn = (text: string): string[] =>
  [...text.matchAll(/["“]([^"“”]+)["”]/gu)].map(match => match[1]!.trim()).filter(Boolean)
