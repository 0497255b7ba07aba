// Cursors and page sizes: the envelope of the newer lists and the limits that all of them share.

import { badRequest } from '../errors.ts'

export interface Page<Item> {
  items: Item[]
  has_more: boolean
  /** Absent on the last page, as on the live service. */
  pagination_key?: string
}

/**
 * A place in a sorted list: the sort key and the row number of the last row seen, and in a list whose rows may move the last
 * move that counts (call-order.ts).
 */
export type Position = readonly [key: number | string, seq: number, asOf?: number]

/** The words for a cursor that no list has handed out; a guess. */
export const UNKNOWN_CURSOR = 'pagination_key is not one that this list has returned'

/** What the newer lists take from a request. */
export interface PageQuery {
  limit?: number | undefined
  pagination_key?: string | undefined
  sort_order?: 'ascending' | 'descending' | undefined
}

/** The part of a sorted list that is asked for. */
export interface Slice {
  limit: number
  skip?: number | undefined
  order: 'ascending' | 'descending'
  after?: Position | undefined
}

/** Throws a 400 on a cursor that no list has handed out. */
export function sliceOf({ limit = 50, pagination_key, sort_order = 'descending' }: PageQuery): Slice {
  return {
    limit,
    order: sort_order,
    after: pagination_key === undefined ? undefined : decodeCursor(pagination_key),
  }
}

/** An opaque, URL-safe cursor. */
function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** The place a cursor stands for. Throws a 400 on anything that no list has handed out. */
export function decodeCursor(cursor: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(position) && position.length >= 2 && position.length <= 3) {
      const [key, ...numbers] = position
      const isKey = typeof key === 'number' || typeof key === 'string'
      if (isKey && numbers.every(Number.isSafeInteger)) return [key, numbers[0], numbers[1]]
    }
  } catch {
    // Not base64url of JSON: refused below like every other foreign cursor.
  }
  throw badRequest(UNKNOWN_CURSOR)
}

/** Makes the envelope from one row more than the page holds. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  position: (row: Row) => Position,
): Page<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const hasMore = rows.length > limit
  return {
    items: kept.map(item),
    has_more: hasMore,
    ...(hasMore && last ? { pagination_key: encodeCursor(position(last)) } : {}),
  }
}
