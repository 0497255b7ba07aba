// Reading a paged list to its end.

export interface Page<Item> {
  items: Item[]
  has_more: boolean
  pagination_key?: string
}

const ENOUGH = 1_000

/** Every page from the first to the last. Throws when a page and its key contradict each other, or there is no end. */
export async function everyPage<Item>(
  read: (key: string | undefined) => Promise<Page<Item>>,
): Promise<Item[][]> {
  const pages: Item[][] = []
  let key: string | undefined
  do {
    const page = await read(key)
    if (page.has_more !== (page.pagination_key !== undefined))
      throw new Error('has_more and pagination_key disagree')
    pages.push(page.items)
    if (pages.length > ENOUGH) throw new Error('the list has no end')
    key = page.pagination_key
  } while (key !== undefined)
  return pages
}

/** Every item of a paged list. */
export async function everyItem<Item>(
  read: (key: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  return (await everyPage(read)).flat()
}
