// Whether hanging up, transfers and keys are asked for so that they happen, and are heard coming.

import { TRANSFER_NUMBER } from '../../transfer-number.ts'
import { advice, error, judge, type Rule, shown, warning } from '../rule.ts'
import { completed, contentOf, ofKind, type Piece, type Request } from '../story.ts'

export const actionRules: Rule = story => {
  const answers = story.requests.filter(request => request.pieces.length > 0)
  const acting = answers.filter(request => actionsOf(request).length > 0)
  const pieces = [...ofKind(story, 'response'), ...ofKind(story, 'agent_interrupt')].filter(
    piece => transferOf(piece) !== undefined || keysOf(piece) !== undefined,
  )
  return [
    judge('takes-one-action', acting, surplus),
    judge(
      'says-goodbye',
      acting.filter(({ kind }) => kind !== 'reminder_required'),
      wordless,
    ),
    judge('formats-numbers-and-keys', pieces, piece => [...numberFault(piece), ...keyFault(piece)]),
  ]
}

const transferOf = ({ fields }: Piece) => fields.transfer_number || undefined
const keysOf = ({ fields }: Piece) => fields.digit_to_press || undefined

function actionsOf({ pieces }: Request): string[] {
  return [
    pieces.some(({ fields }) => fields.end_call === true) && 'end_call',
    pieces.some(piece => transferOf(piece) !== undefined) && 'transfer_number',
    pieces.some(piece => keysOf(piece) !== undefined) && 'digit_to_press',
  ].filter(name => typeof name === 'string')
}

function surplus(request: Request) {
  const names = actionsOf(request)
  const early = request.pieces.find(
    piece => !piece.complete && (piece.fields.end_call === true || transferOf(piece) || keysOf(piece)),
  )
  return [
    names.length > 1
      ? warning(
          `answer ${request.id} sets ${names.join(' and ')}: only ${names[0]} is done`,
          request.pieces.at(-1)?.index,
        )
      : undefined,
    early && completed(request) && !completed(request)?.fields[names[0]!]
      ? warning(`${names[0]} of answer ${request.id} is not on its last frame`, early.index)
      : undefined,
  ]
}

function wordless(request: Request) {
  const [action] = actionsOf(request)
  const last = completed(request)
  if (!last || action === 'digit_to_press') return undefined
  if (contentOf(request).trim() === '') return warning(`${action} without a word`, last.index)
  return request.pieces.some(({ fields }) => fields.no_interruption_allowed === true)
    ? undefined
    : advice(`a caller who cuts in drops this ${action}: no_interruption_allowed is not set`, last.index)
}

const SIP = /^sips?:\S+$/i
const KEYS = /^[0-9*#w,()]+$/

function numberFault(piece: Piece) {
  const number = transferOf(piece)
  if (number === undefined) return []
  const fine = typeof number === 'string' && (TRANSFER_NUMBER.test(number) || SIP.test(number))
  return fine ? [] : [error(`transfer_number is ${shown(number)}`, piece.index)]
}

function keyFault(piece: Piece) {
  const keys = keysOf(piece)
  if (keys === undefined) return []
  if (typeof keys !== 'string' || !KEYS.test(keys))
    return [error(`digit_to_press is ${shown(keys)}`, piece.index)]
  return piece.content.trim() === ''
    ? []
    : [warning('presses a key and speaks in the same frame', piece.index)]
}
