// Whether tool calls are told of so that the transcript of the call shows them, and run once.

import { advice, error, judge, type Rule, type RuleLimits, shown, warning } from '../rule.ts'
import { objectIn, ofKind, type Piece, type Request, type Story } from '../story.ts'

export const toolRules: Rule = (story, limits) => {
  const invocations = ofKind(story, 'tool_call_invocation')
  const results = ofKind(story, 'tool_call_result')
  return [
    judge('forms-tool-calls', [...invocations, ...results], misshapen),
    judge('pairs-tool-results', [...invocations, ...results], unpairedIn(invocations, results)),
    judge('bridges-tool-silence', withTools(story, invocations), ({ request, tool }) =>
      silence(request, tool, limits),
    ),
    judge('runs-tools-once', invocations, repeatedIn(story, invocations)),
  ]
}

function misshapen({ fields, index }: Piece) {
  const { response_type, tool_call_id, name, arguments: args, content } = fields
  const text = (field: string, value: unknown) =>
    typeof value === 'string' ? undefined : error(`${field} is ${shown(value)}`, index)
  if (response_type === 'tool_call_result')
    return [text('tool_call_id', tool_call_id), text('content', content)]
  const wrongText = typeof args === 'string' && !objectIn(args)
  return [
    text('tool_call_id', tool_call_id),
    text('name', name),
    text('arguments', args),
    wrongText ? error(`arguments is ${shown(args)}, no JSON object`, index) : undefined,
  ]
}

function unpairedIn(invocations: Piece[], results: Piece[]) {
  const firstCall = firstBy(invocations, ({ fields }) => fields.tool_call_id)
  const firstResult = firstBy(results, ({ fields }) => fields.tool_call_id)
  const isCalledBefore = (id: unknown, index: number) => (firstCall.get(id)?.index ?? index) < index
  return ({ fields, index }: Piece) => {
    const { response_type, tool_call_id: id, successful } = fields
    if (response_type === 'tool_call_result') {
      return [
        isCalledBefore(id, index)
          ? undefined
          : error(`a result for ${shown(id)}, which was never called`, index),
        successful === undefined
          ? advice('the result does not say whether it was successful', index)
          : undefined,
      ]
    }
    return [
      firstResult.has(id) ? undefined : warning(`${shown(id)} was called and has no result`, index),
      isCalledBefore(id, index) ? warning(`the id ${shown(id)} was used before`, index) : undefined,
    ]
  }
}

/** The first piece with each key. */
function firstBy(pieces: readonly Piece[], keyOf: (piece: Piece) => unknown): Map<unknown, Piece> {
  const first = new Map<unknown, Piece>()
  for (const piece of pieces) if (!first.has(keyOf(piece))) first.set(keyOf(piece), piece)
  return first
}

/** The requests whose answers ran a tool, with the first one that did. */
function withTools(story: Story, invocations: Piece[]): { request: Request; tool: Piece }[] {
  return story.requests.flatMap(request => {
    const tool = invocations.find(
      ({ atMs, index }) => index > (request.frame ?? 0) && atMs < request.overAtMs,
    )
    return tool && tool.connection === request.connection && !request.superseded ? [{ request, tool }] : []
  })
}

function silence(request: Request, tool: Piece, { toolSilenceMs }: RuleLimits) {
  const words = request.pieces.find(({ content }) => content.trim() !== '')
  if (!words) return warning(`answer ${request.id} runs a tool and says nothing`, tool.index)
  const quietMs = words.atMs - request.atMs
  return words.index > tool.index && quietMs > toolSilenceMs
    ? warning(`${Math.round(quietMs)} ms of silence while a tool ran`, tool.index)
    : undefined
}

/** The same tool with the same arguments, for a request and for the superseded one before it. */
function repeatedIn(story: Story, invocations: Piece[]) {
  const asked = story.requests.filter(({ frame }) => frame !== undefined)
  const last = new Map<string, number>()
  const before = new Map<Piece, number | undefined>()
  for (const piece of invocations) {
    const key = JSON.stringify([piece.fields.name, piece.fields.arguments])
    before.set(piece, last.get(key))
    last.set(key, piece.index)
  }
  return (piece: Piece) => {
    const earlier = before.get(piece)
    const at = asked.findLastIndex(({ frame }) => frame! < piece.index)
    const superseded = asked[at - 1]
    if (earlier === undefined || !superseded?.superseded || earlier <= superseded.frame!) return undefined
    return warning(`${shown(piece.fields.name)} ran twice with the same arguments, for one wish`, piece.index)
  }
}
