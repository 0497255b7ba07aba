import { expect, test } from 'vitest'
import { edge, talk } from '../testing/llm-talk.ts'
import { llm, mindOf } from '../testing/mind.ts'

test('the first words are the begin message with its variables, the first line, or a greeting', () => {
  const begin_message = 'Hello {{name}}, it is {{current_hour}}'
  const variables = { name: 'Ada' }
  expect(mindOf(llm({ begin_message }), { variables }).begin()).toEqual(['"Hello Ada, it is 22.43"'])
  expect(mindOf(llm({ default_dynamic_variables: { name: 'Eve' }, begin_message })).begin()).toEqual([
    '"Hello Eve, it is 22.43"',
  ])
  expect(mindOf(llm({}), { script: { agent: ['First'] } }).begin()).toEqual(['"First"'])
  expect(mindOf(llm({})).begin()).toEqual(['"Hello! How can I help you today?"'])
})

test.each([{ begin_message: '' }, { start_speaker: 'user', begin_message: 'Hello' }] as const)(
  'the user speaks first with %j',
  definition => {
    const mind = mindOf(llm(definition), { script: { agent: ['Greeting', 'Answer'] } })
    expect(mind.begin()).toEqual([])
    expect(mind.hear('Hi')).toEqual(['"Answer"'])
  },
)

test('lines follow one another, one ends the call, and stock sentences never run out', () => {
  const agent = ['One', 'Two {{x}}', { say: 'Bye', end_call: true }]
  const mind = talk({}, { script: { agent }, variables: { x: '2' } })
  expect(mind.hear('And?')).toEqual(['"Two 2"'])
  expect(mind.hear('And?')).toEqual(['"Bye"', 'end {"how":"ended"}'])
  expect(mind.hear('And?')).toEqual([])
  const other = talk({})
  const replies = ['a', 'b', 'c'].map(other.hear)
  expect(replies[0]).not.toEqual(replies[1])
  expect(replies[0]).toEqual(replies[2])
})

const STATES = {
  starting_state: 'greet',
  states: [
    {
      name: 'greet',
      edges: [
        edge('make_booking', 'User wants to reserve a table', { party_size: { type: 'integer' } }),
        edge('complain', 'User is unhappy with an order'),
        edge('gone', 'User wants what is not there'),
      ],
    },
    {
      name: 'make_booking',
      state_prompt: 'Ask "For what day, {{party_size}} people?" Do not talk of food.',
      edges: [edge('complain', 'User reserved before')],
    },
    { name: 'complain', state_prompt: '# Complaints\nApologise, and offer a refund. Then ask for more.' },
  ],
}

test('a state is left along the edge whose description or end the user speaks of, and its prompt gives the words', () => {
  expect(talk(STATES).hear('I would like to reserve a table')).toEqual([
    'state greet → make_booking',
    '"For what day, {{party_size}} people?"',
  ])
  expect(talk(STATES).hear('Let us make a booking')[0]).toBe('state greet → make_booking')
  expect(talk(STATES).hear('My order was cold, I am unhappy')).toEqual([
    'state greet → complain',
    '"Apologise, and offer a refund."',
  ])
  expect(talk(STATES).hear('Hm')).toEqual(['"I see. Could you tell me a little more?"'])
})

test('the parameters of an edge become variables of the state it leads to', () => {
  const mind = talk(STATES)
  expect(mind.hear('Reserve a table, a party of four')).toEqual([
    'state greet → make_booking',
    'collect {"party_size":"4"}',
    '"For what day, 4 people?"',
  ])
  expect(mind.acts[0]).toMatchObject({
    tool: { name: 'transition_to_make_booking', arguments: { party_size: 4 } },
  })
})

test('words lead along one edge only, and the scenario along as many as it names', () => {
  const words = 'Reserve a table, I reserved before'
  expect(talk(STATES).hear(words)[0]).toBe('state greet → make_booking')
  expect(talk(STATES).hear(words)).not.toContain('state make_booking → complain')
  const choices = ['transition_to_make_booking', 'complain']
  expect(talk(STATES, { script: { choices } }).hear('Hm').slice(0, 2)).toEqual([
    'state greet → make_booking',
    'state make_booking → complain',
  ])
})

test('the scenario keeps the agent where it is with "stay"', () => {
  const mind = talk(STATES, { script: { choices: ['stay'] } })
  expect(mind.hear('I would like to reserve a table')).toEqual(['"I see. Could you tell me a little more?"'])
  expect(mind.hear('I would like to reserve a table')[0]).toBe('state greet → make_booking')
})

test('the states are built-in variables', () => {
  const mind = talk(STATES, { script: { agent: ['', '{{current_agent_state}}, {{previous_agent_state}}'] } })
  expect(mind.hear('Reserve a table')).toContain('"make_booking, greet"')
})
