// The transcript of a call as its monitor socket tells it: items that are known by an id, and that grow. It knows what is
// new, and not what it means.

import type { TalkItem } from './transcript.ts'

export interface WatchedItem {
  id: string
  role: string
  time_sec: number
  content?: string
  [field: string]: unknown
}

export interface Change {
  item: WatchedItem
  /** The item was not there before. */
  isNew: boolean
  /** What its content has grown by. */
  grown: string
}

export class WatchedItems {
  readonly #items = new Map<string, WatchedItem>()
  /** The most that was heard of each: on a clock that runs fast, an earlier state may be told after a later one. */
  readonly #heard = new Map<string, string>()

  /** Takes a frame's items in, each in the place of the one with its id; what is no item is left out. */
  take(transcripts: unknown): Change[] {
    if (!Array.isArray(transcripts)) return []
    return transcripts.filter(isItem).map(item => {
      const before = this.#items.get(item.id)
      this.#items.set(item.id, item)
      return { item, isNew: before === undefined, grown: this.#grown(item) }
    })
  }

  #grown({ id, content = '' }: WatchedItem): string {
    const heard = this.#heard.get(id) ?? ''
    if (!content.startsWith(heard)) return ''
    this.#heard.set(id, content)
    return content.slice(heard.length)
  }

  /** By time; what began at one time in the order in which it came. */
  get inOrder(): WatchedItem[] {
    return [...this.#items.values()].sort((one, other) => one.time_sec - other.time_sec)
  }
}

/** As it stands in a record; nothing where a record here has no such item. */
export function recordItem({ role, content = '', ...item }: WatchedItem): TalkItem | undefined {
  const { tool_call_id: id, time_sec, name, arguments: args, digit, successful } = item
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  switch (role) {
    case 'agent':
    case 'user':
      return { role, content, words: [] }
    case 'dtmf':
      return { role, digit: text(digit) }
    case 'tool_call_invocation':
      return { role, tool_call_id: text(id), name: text(name), arguments: text(args), time_sec }
    case 'tool_call_result': {
      const reported = typeof successful === 'boolean' ? { successful } : {}
      return { role, tool_call_id: text(id), content, ...reported, time_sec }
    }
    default:
      return undefined
  }
}

/** Which request an utterance of the agent answers, where the mock knows. */
export function responseIdOf({ metadata }: WatchedItem): number | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('response_id' in metadata)) return undefined
  return typeof metadata.response_id === 'number' ? metadata.response_id : undefined
}

function isItem(value: unknown): value is WatchedItem {
  if (typeof value !== 'object' || value === null) return false
  const { id, role, time_sec, content }: Record<string, unknown> = { ...value }
  const isText = content === undefined || typeof content === 'string'
  return typeof id === 'string' && typeof role === 'string' && typeof time_sec === 'number' && isText
}
