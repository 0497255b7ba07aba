// Whether each request gets its answer: under its own id, to its end, and no further.

import { error, judge, type Rule, type RuleLimits, warning } from '../rule.ts'
import { completed, contentOf, type Request, type Story } from '../story.ts'

export const answerRules: Rule = (story, limits) => {
  const asked = story.requests.filter(({ kind }) => kind !== 'begin')
  const judged = asked.filter(request => !request.explained && hasHadItsTime(story, request, limits))
  return [
    judge('answers-with-the-asked-id', judged, request => wrongId(story, request)),
    judge('completes-each-answer', judged, request => incomplete(story, request)),
    judge('stops-after-complete', asked, request => afterComplete(story, request)),
    judge(
      'stops-when-superseded',
      asked.filter(({ superseded }) => superseded),
      request => goesOn(story, request, limits),
    ),
    judge('keeps-quiet-on-updates', story.sent.filter(isUpdate), update =>
      story.strays
        .filter(
          ({ tells, piece, why }) =>
            tells?.index === update.index && (why !== 'stale' || piece.content !== ''),
        )
        .map(({ piece }) =>
          warning(`answered an ${String(update.fields?.interaction_type)} frame`, piece.index),
        )
        .slice(0, 1),
    ),
  ]
}

const isUpdate = ({ fields }: Story['sent'][number]) =>
  fields?.interaction_type === 'update_only' || fields?.interaction_type === 'call_details'

/** It was the newest until it was answered, or long enough for that. A socket that the server closed is another matter. */
function hasHadItsTime(story: Story, request: Request, { answerMs }: RuleLimits): boolean {
  if (completed(request)) return true
  if (request.superseded) return request.overAtMs - request.atMs >= answerMs
  const closed = story.log.closings.some(
    ({ connection, atMs }) => connection === request.connection && atMs < request.atMs + answerMs,
  )
  return !closed && request.overAtMs - request.atMs >= answerMs
}

/** What came for other ids while this request waited, and counted for nothing. */
const strayAnswers = (story: Story, request: Request) =>
  story.strays.filter(({ newest, why, tells }) => newest === request && why !== 'after-complete' && !tells)

function wrongId(story: Story, request: Request) {
  const [stray] = strayAnswers(story, request).filter(
    ({ why }) => why === 'unknown-id' || request.pieces.length === 0,
  )
  if (!stray || completed(request)) return undefined
  // A frame whose id is no id at all is one of wrong types.
  if (stray.piece.id === undefined) return undefined
  return error(`request ${request.id} was answered with id ${stray.piece.id}`, stray.piece.index)
}

function incomplete(story: Story, request: Request) {
  if (completed(request) || wrongId(story, request)) return undefined
  if (strayAnswers(story, request).some(({ piece }) => piece.id === undefined)) return undefined
  const last = request.pieces.at(-1)
  return last
    ? error(`the answer to request ${request.id} was begun and never completed`, last.index)
    : error(`request ${request.id} was never answered`, request.frame)
}

function afterComplete(story: Story, request: Request) {
  const late = story.strays.filter(
    ({ newest, why, tells }) => newest === request && why === 'after-complete' && !tells,
  )
  const first = late[0]
  // Told of again elsewhere: a request that was delivered twice.
  if (!first || deliveredTwice(story, request)) return undefined
  return warning(`${late.length} more for id ${request.id} after content_complete`, first.piece.index)
}

const deliveredTwice = (story: Story, { id, frame }: Request): boolean =>
  story.sent.some(
    ({ fields, index }) =>
      index !== frame && fields?.response_id === id && fields.interaction_type !== undefined,
  )

function goesOn(story: Story, request: Request, { staleMs }: RuleLimits) {
  const late = story.strays.filter(
    ({ piece, why }) => why === 'stale' && piece.id === request.id && piece.atMs > request.overAtMs + staleMs,
  )
  const last = late.at(-1)
  if (!last) return undefined
  const afterMs = Math.round(last.piece.atMs - request.overAtMs)
  return warning(
    `went on with id ${request.id} for ${afterMs} ms after request ${last.newest.id}: ${late.length} frames for nobody`,
    last.piece.index,
  )
}

export const greetingRules: Rule = (story, limits) => {
  const begins = story.requests.filter(({ kind, connection }) => kind === 'begin' && connection === 0)
  const afterBreak = story.requests.filter(({ kind, connection }) => kind === 'begin' && connection > 0)
  const [first] = begins
  return [
    judge('greets', begins, begin => {
      const whole = completed(begin)
      const tookMs = whole ? whole.atMs - begin.atMs : begin.overAtMs - begin.atMs
      if (whole && tookMs > limits.greetMs)
        return error(`the begin message took ${Math.round(tookMs)} ms`, whole.index)
      if (whole && tookMs > limits.slowGreetMs)
        return warning(`the begin message took ${Math.round(tookMs)} ms`, whole.index)
      return whole || tookMs < limits.greetMs ? undefined : error('no begin message came')
    }),
    judge('greets-once', [...begins, ...afterBreak], begin => {
      const again = story.strays.find(
        ({ piece, newest }) =>
          piece.id === 0 && newest.connection === begin.connection && piece.content !== '',
      )
      if (again && completed(begin)) return warning('sent the begin message twice', again.piece.index)
      const live = begin.connection > 0 && first && liveGreeting(story, begin, contentOf(first))
      return live ? warning(`greeted again under the live id ${live.id}`, live.index) : undefined
    }),
  ]
}

function liveGreeting(story: Story, begin: Request, greeting: string) {
  if (greeting.trim() === '') return undefined
  const later = story.requests.filter(
    ({ connection, kind }) => connection === begin.connection && kind !== 'begin',
  )
  return later.flatMap(({ pieces }) => pieces).find(({ content }) => content === greeting)
}
