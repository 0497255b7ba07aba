import { expect, test } from 'vitest'
import { hear, newTurn, spokenBy } from './agent-turn.ts'

function heard(...pieces: string[]) {
  const turn = newTurn('response_required', 0, { responseId: 1 })
  pieces.forEach((piece, index) => {
    hear(turn, { content: piece, noInterruptionAllowed: false }, (index + 1) * 100)
  })
  return turn
}

test.each([
  [['Hello. ', 'How are you?'], 100],
  [['Hel', 'lo', '.'], undefined],
  [['Hel', 'lo', '.', ' So'], 400],
  [['It costs 3', '.5', ' euros', '. Fine?'], 400],
  [['He said "No', '."', ' Then left.'], 300],
  [['Wirklich?', ' Ja!'], 200],
  [['はい', '。どうぞ'], 200],
  [['one, two', ' three'], undefined],
])('%j has its first sentence at %s ms', (pieces, atMs) => {
  expect(heard(...pieces).firstSentenceAt).toBe(atMs)
})

test('the agent begins to speak with the first sentence, and has spoken what its words take', () => {
  const turn = heard('', 'Well', ', yes. And so on and on.')
  expect(turn).toMatchObject({ firstWordsAt: 200, firstSentenceAt: 300 })
  expect(spokenBy(turn, 299, 160).content).toBe('')
  expect(spokenBy(turn, 700, 160).content).toBe('Well,')
  expect(spokenBy(turn, 60_000, 160).content).toBe('Well, yes. And so on and on.')
})
