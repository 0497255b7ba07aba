// Whether each frame is one that Retell can read at all: text, JSON, a known type, fields of the right types.

import { isObject } from '../../json-object.ts'
import { agentConfigRanges } from '../../ws/agent-config.ts'
import { advice, error, judge, type Rule, shown, warning } from '../rule.ts'
import { frameKinds, ofKind, type Piece, type Reading, type Story } from '../story.ts'

const MAX_FRAME_BYTES = 65_536

export const frameRules: Rule = story => {
  const answered = answersToUpdates(story)
  const interrupts = ofKind(story, 'agent_interrupt')
  const completed = new Set(
    interrupts
      .filter(({ fields }) => fields.content_complete === true)
      .map(({ fields }) => fields.interrupt_id),
  )
  const texts = story.received.filter(({ binary }) => !binary)
  const objects = texts.filter((reading): reading is Reading & { fields: Record<string, unknown> } =>
    Boolean(reading.fields),
  )
  return [
    judge('sends-text-frames', story.received, ({ binary, index }) =>
      binary ? error('sent a binary frame', index) : undefined,
    ),
    judge('sends-json-objects', texts, ({ fields, text, index }) =>
      fields ? undefined : error(`${shown(text)} is no JSON object`, index),
    ),
    judge('names-the-response-type', objects, ({ fields, index }) =>
      fields.response_type == null ? warning('sent a frame without response_type', index) : undefined,
    ),
    judge('uses-known-response-types', objects, ({ fields, index }) =>
      fields.response_type == null || frameKinds.includes(String(fields.response_type))
        ? undefined
        : error(`response_type ${shown(fields.response_type)} is none of Retell's`, index),
    ),
    judge('types-its-fields', ofKind(story, 'response'), piece =>
      answered.has(piece.index) ? undefined : mistypedFields(piece),
    ),
    judge('keeps-frames-small', texts, ({ text, index }) => {
      const bytes = Buffer.byteLength(text)
      return bytes > MAX_FRAME_BYTES ? warning(`sent a frame of ${bytes} bytes`, index) : undefined
    }),
    judge('sends-metadata-objects', ofKind(story, 'metadata'), ({ fields, index }) =>
      isObject(fields.metadata) ? undefined : error(`metadata is ${shown(fields.metadata)}`, index),
    ),
    judge('forms-interrupts', interrupts, piece => interruptFaults(piece, completed)),
    judge('updates-within-range', ofKind(story, 'update_agent'), agentFaults),
  ]
}

/** Frames without an id that follow an update answer what nobody asked: another rule tells of them. */
const answersToUpdates = (story: Story): ReadonlySet<number> =>
  new Set(
    story.strays
      .filter(({ piece, tells }) => tells && piece.fields.response_id == null)
      .map(({ piece }) => piece.index),
  )

function mistypedFields({ fields, index }: Piece) {
  const { response_id, content, content_complete } = fields
  return [
    Number.isInteger(response_id) ? undefined : error(`response_id is ${shown(response_id)}`, index),
    typeof content === 'string' ? undefined : error(`content is ${shown(content)}`, index),
    typeof content_complete === 'boolean'
      ? undefined
      : error(`content_complete is ${shown(content_complete)}`, index),
  ]
}

function interruptFaults({ fields, index }: Piece, completed: ReadonlySet<unknown>) {
  const { interrupt_id, content, content_complete, no_interruption_allowed } = fields
  const formed =
    Number.isInteger(interrupt_id) && typeof content === 'string' && typeof content_complete === 'boolean'
  return [
    Number.isInteger(interrupt_id) ? undefined : error(`interrupt_id is ${shown(interrupt_id)}`, index),
    typeof content === 'string' ? undefined : error(`content is ${shown(content)}`, index),
    typeof content_complete === 'boolean'
      ? undefined
      : error(`content_complete is ${shown(content_complete)}`, index),
    formed && !completed.has(interrupt_id)
      ? error(`interrupt ${shown(interrupt_id)} is never completed`, index)
      : undefined,
    formed && no_interruption_allowed !== true
      ? warning('may be cut off by the caller: no_interruption_allowed is not set', index)
      : undefined,
  ]
}

const RANGES = new Map(Object.entries(agentConfigRanges))

function agentFaults({ fields, index }: Piece) {
  const config = fields.agent_config
  if (!isObject(config)) return [error(`agent_config is ${shown(config)}`, index)]
  return Object.entries(config).map(([name, value]) => {
    const range = RANGES.get(name)
    if (!range) return warning(`agent_config.${name} is not known`, index)
    if (value === null || (typeof value === 'number' && range.has(value))) return undefined
    return error(`agent_config.${name} is ${shown(value)} and must be ${range.said}`, index)
  })
}

export const configRules: Rule = story => {
  const configs = ofKind(story, 'config')
  const firstOf = (connection: number) => story.received.find(reading => reading.connection === connection)
  return [
    judge('sets-its-config-first', configs, ({ fields, index, connection }) => {
      const isFirst = firstOf(connection)?.index === index
      const isAgain = configs.some(other => other.connection === connection && other.index < index)
      return [
        isAgain ? advice('sent its config again on the same connection', index) : undefined,
        !isFirst && !isAgain ? warning('sent its config after other frames', index) : undefined,
        ...switchFaults(fields.config, index),
      ]
    }),
  ]
}

function switchFaults(config: unknown, index: number) {
  if (!isObject(config)) return [error(`config is ${shown(config)}`, index)]
  return ['auto_reconnect', 'call_details', 'transcript_with_tool_calls'].map(name => {
    const value = config[name]
    return value == null || typeof value === 'boolean'
      ? undefined
      : error(`config.${name} is ${shown(value)}`, index)
  })
}
