import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readScenarios } from './scenario-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-scenarios-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const refusal = async (text: string) => {
  write('a.yaml', text)
  const error: unknown = await readScenarios(folder).catch(reason => reason)
  expect(error).toMatchObject({ name: 'Misuse' })
  return (error as Error).message.replace(`${folder}/`, '')
}

test('YAML and JSON are read, by name, and other files left alone', async () => {
  write('b.json', '{"name": "b", "rings": {"then": "dial_busy"}}')
  write(
    'a.yml',
    'name: a\nrings: { for_ms: 10, then: answer }\ncaller:\n  - say: Hi\n  - hang_up: true\nagent: [Hello, { say: Bye, end_call: true }]\n',
  )
  write('notes.txt', 'nothing')
  expect(await readScenarios(folder)).toEqual([
    {
      name: 'a',
      rings: { for_ms: 10, then: 'answer' },
      caller: [{ say: 'Hi' }, { hang_up: true }],
      agent: ['Hello', { say: 'Bye', end_call: true }],
    },
    { name: 'b', rings: { then: 'dial_busy' } },
  ])
})

test.each([
  ['rings: { then: answer }', 'a.yaml:1: a scenario must have "name"'],
  ['name: a\nrings: { then: answer }\ncalller: []', 'a.yaml:3: a scenario must not have "calller"'],
  ['name: a\nnumber: +15005550099\nrings: { then: answer }', 'a.yaml:2: number must be string'],
  ['name: a\nrings:\n  for_ms: soon\n  then: answer', 'a.yaml:3: rings/for_ms must be integer'],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - say: Hi\n  - shout: Hi',
    'a.yaml:5: caller/1 must have say, press, silence_ms, interrupt, backchannel, mumble, change_mind, ends_as or hang_up',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - say: Hi\n    after: 5',
    'a.yaml:5: caller/0 must not have "after"',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - press: x',
    'a.yaml:4: caller/0/press must match pattern "^[0-9*#]+$"',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - interrupt: Wait!\n    after_ms: 5\n    after_words: 2',
    'a.yaml:4: caller/0 must have after_ms or after_words, not both',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - hang_up: true\n    after_words: 2',
    'a.yaml:5: caller/0/after_words needs while_agent_speaks',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - say:\n      - pause_ms: 10',
    'a.yaml:4: caller/0/say must have words beside its pauses',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - say: Hi\n    expect:\n      matches: "("',
    'a.yaml:6: caller/0/expect/matches is no expression: Invalid regular expression: /(/iu: Unterminated group',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - say: Hi\n    expect: { contain: x }',
    'a.yaml:5: caller/0/expect must not have "contain"',
  ],
  [
    'name: a\nrings: { then: answer }\nphysics:\n  cut: { after_chunks: -1 }',
    'a.yaml:4: physics/cut/after_chunks must be >= 0',
  ],
  [
    'name: a\nrings: { then: answer }\nphysics:\n  unintelligible: { chance: 2 }',
    'a.yaml:4: physics/unintelligible/chance must be <= 1',
  ],
  ['name: a\nrings: { then: answer }\nagent: [5]', 'a.yaml:3: agent/0 must be string or object'],
  ['name: a\nname: b', 'a.yaml:2: Map keys must be unique'],
  [
    'name: a\nrings: { then: answer }\n---\nname: b',
    'a.yaml:3: a file holds one scenario, and here begins another document',
  ],
  [
    'name: a\nrings:\n  then: dial_busy\ncaller:\n  - press: "1"',
    'a.yaml:4: caller does not go with rings/then "dial_busy": nobody picks up',
  ],
  ['- name: a', 'a.yaml:1: a scenario must be object'],
  ['', 'a.yaml:1: a scenario must be object'],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - say: ["  ", { pause_ms: 10 }]',
    'a.yaml:4: caller/0/say must have words beside its pauses',
  ],
  [
    'name: a\nrings: { then: answer }\ncaller:\n  - backchannel: " "',
    'a.yaml:4: caller/0/backchannel must not be blank',
  ],
])('%j is refused with its line and what was expected', async (text, sentence) => {
  expect(await refusal(text)).toBe(sentence)
})

test('an unknown outcome of the ringing is refused with those there are', async () => {
  const sentence = await refusal('name: a\nrings:\n  then: anwser')
  expect(sentence).toMatch(
    /^a\.yaml:3: rings\/then must be answer, dial_busy, .* or registered_call_timeout$/,
  )
})

test('two files with one name, or one number, are refused', async () => {
  write('b.yaml', 'name: a\nrings: { then: answer }')
  expect(await refusal('name: a\nrings: { then: answer }')).toMatch(
    /^a\.yaml and .*b\.yaml have the same name, "a"$/,
  )
  write('b.yaml', 'name: b\nnumber: "1"\nrings: { then: answer }')
  expect(await refusal('name: a\nnumber: "1"\nrings: { then: answer }')).toMatch(/have the same number, "1"$/)
})

test('a folder that is not there, or holds no scenario, is refused', async () => {
  await expect(readScenarios(join(folder, 'none'))).rejects.toThrow(
    /^cannot read the folder of --scenarios: ENOENT/,
  )
  await expect(readScenarios(folder)).rejects.toThrow(/^there is no \*\.yaml, \*\.yml or \*\.json in /)
})
