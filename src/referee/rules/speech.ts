// Whether what is sent sounds like speech, and comes soon enough.

import { judge, type Rule, type RuleLimits, warning } from '../rule.ts'
import { completed, contentOf, type Request } from '../story.ts'

const UNSPEAKABLE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\*\*[^*]+\*\*|__[^_]+__|^#{1,6} |`[^`]+`/m, 'markdown'],
  [/^\s*(?:[-*•]|\d+[.)])\s+\S.*\n\s*(?:[-*•]|\d+[.)])\s+/m, 'a list'],
  [/\bhttps?:\/\/\S+|\bwww\.\S+/i, 'a link'],
  [/\p{Extended_Pictographic}/u, 'an emoji'],
  [
    /\*[a-z][^*\n]{1,40}\*|\[(?:laugh|pause|sigh|smile|typing|music)[^\]]*\]|\((?:laughs|pauses|sighs|smiles)[^)]*\)/i,
    'a stage direction',
  ],
]
const SENTENCE = /[.!?…。！？]["'”’)\]]*(\s|$)/u
const LONG_CHARS = 200

export const speechRules: Rule = (story, limits) => {
  const answers = story.requests.filter(request => contentOf(request).trim() !== '')
  return [
    judge('speaks-plainly', answers, request => [unspeakable(request), missingBlank(request)]),
    judge(
      'answers-in-time',
      answers.filter(({ kind }) => kind !== 'begin'),
      request => late(request, limits),
    ),
  ]
}

function unspeakable(request: Request) {
  const content = contentOf(request)
  const found = UNSPEAKABLE.find(([pattern]) => pattern.test(content))
  if (!found) return undefined
  const [match] = found[0].exec(content) ?? ['']
  return warning(
    `answer ${request.id} has ${found[1]}: ${JSON.stringify(match.slice(0, 60))}`,
    request.pieces[0]?.index,
  )
}

/** Chunks are joined as they are: where one ends a sentence and the next begins with a letter, words run together. */
function missingBlank(request: Request) {
  const joint = request.pieces.find((piece, at) => {
    const next = request.pieces[at + 1]
    return next !== undefined && /[.!?,;:]$/.test(piece.content) && /^\p{L}/u.test(next.content)
  })
  return joint ? warning(`no blank between the chunks of answer ${request.id}`, joint.index) : undefined
}

function late(request: Request, { firstSentenceMs, slowAnswerMs }: RuleLimits) {
  const ms = firstSentenceMsOf(request)
  const whole = completed(request)
  const content = contentOf(request)
  const spoken = request.pieces.filter(piece => piece.content.trim() !== '')
  return [
    ms !== undefined && ms > firstSentenceMs
      ? warning(`the first sentence of answer ${request.id} took ${Math.round(ms)} ms`, spoken[0]?.index)
      : undefined,
    whole && spoken.length === 1 && content.length > LONG_CHARS && whole.atMs - request.atMs > 0 && spoken[0]
      ? warning(`answer ${request.id} came in one piece of ${content.length} characters`, spoken[0].index)
      : undefined,
    whole && whole.atMs - request.atMs > slowAnswerMs
      ? warning(
          `answer ${request.id} took ${Math.round(whole.atMs - request.atMs)} ms to its end`,
          whole.index,
        )
      : undefined,
  ]
}

/** Real ms from the request until the caller could have heard something: the first whole sentence, or the end. */
export function firstSentenceMsOf(request: Request): number | undefined {
  let text = ''
  for (const piece of request.pieces) {
    text += piece.content
    if (SENTENCE.test(text) || (piece.complete && text.trim() !== '')) return piece.atMs - request.atMs
  }
  return undefined
}
