// Whether tool calls are told of so that the transcript of the call shows them, and run once.

import { advice, error, judge, type Rule, type RuleLimits, shown, warning } from '../rule.ts'
import { objectIn, ofKind, type Piece, type Request, type Story } from '../story.ts'

export const toolRules: Rule = (story, limits) => {
  const invocations = ofKind(story, 'tool_call_invocation')
  const results = ofKind(story, 'tool_call_result')
  return [
    judge('forms-tool-calls', [...invocations, ...results], misshapen),
    judge('pairs-tool-results', [...invocations, ...results], piece => unpaired(piece, invocations, results)),
    judge('bridges-tool-silence', withTools(story, invocations), ({ request, tool }) =>
      silence(request, tool, limits),
    ),
    judge('runs-tools-once', invocations, piece => again(story, piece, invocations)),
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

function unpaired({ fields, index }: Piece, invocations: Piece[], results: Piece[]) {
  const { response_type, tool_call_id: id, successful } = fields
  if (response_type === 'tool_call_result') {
    return [
      invocations.some(call => call.fields.tool_call_id === id && call.index < index)
        ? undefined
        : error(`a result for ${shown(id)}, which was never called`, index),
      successful === undefined
        ? advice('the result does not say whether it was successful', index)
        : undefined,
    ]
  }
  return [
    results.some(result => result.fields.tool_call_id === id)
      ? undefined
      : warning(`${shown(id)} was called and has no result`, index),
    invocations.some(call => call.fields.tool_call_id === id && call.index < index)
      ? warning(`the id ${shown(id)} was used before`, index)
      : undefined,
  ]
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
function again(story: Story, piece: Piece, invocations: Piece[]) {
  const asked = story.requests.filter(({ frame }) => frame !== undefined)
  const at = asked.findLastIndex(({ frame }) => frame! < piece.index)
  const superseded = asked[at - 1]
  if (!superseded?.superseded) return undefined
  const before = invocations.find(
    ({ index, fields }) =>
      index < piece.index &&
      index > superseded.frame! &&
      fields.name === piece.fields.name &&
      fields.arguments === piece.fields.arguments,
  )
  return before
    ? warning(`${shown(piece.fields.name)} ran twice with the same arguments, for one wish`, piece.index)
    : undefined
}
