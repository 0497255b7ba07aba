import { expect, test } from 'vitest'
import { commandOf, forms } from './commands.ts'

test.each([
  ['Hello there', { do: 'say', content: 'Hello there' }],
  ['  ', { do: 'nothing' }],
  ['//slash', { do: 'say', content: '/slash' }],
  ['/interrupt No,  wait ', { do: 'interrupt', content: 'No,  wait' }],
  ['/silence', { do: 'silence' }],
  ['/silence 12', { do: 'silence', forMs: 12_000 }],
  ['/silence 0.5s', { do: 'silence', forMs: 500 }],
  ['/press 12#*', { do: 'press', digits: '12#*' }],
  ['/update', { do: 'update', content: '' }],
  ['/update I would', { do: 'update', content: 'I would' }],
  ['/cut', { do: 'cut' }],
  ['/transcript', { do: 'transcript' }],
  ['/frames on', { do: 'frames', shown: true }],
  ['/frames off', { do: 'frames', shown: false }],
  ['/save my talk.json', { do: 'save', file: 'my talk.json' }],
  ['/help', { do: 'help' }],
  ['/hangup', { do: 'hang_up' }],
])('%j is understood', (line, command) => {
  expect(commandOf(line)).toEqual(command)
})

test.each([
  ['/interupt now', 'there is no command /interupt; did you mean /interrupt?'],
  ['/dance', 'there is no command /dance; /help lists the commands'],
  ['/', 'there is no command /; /help lists the commands'],
  ['/toString', 'there is no command /toString; /help lists the commands'],
  ['/interrupt', 'say what: /interrupt TEXT'],
  ['/silence long', 'the seconds must be a number above 0, up to 3600: /silence 12'],
  ['/silence 0', 'the seconds must be a number above 0, up to 3600: /silence 12'],
  ['/silence 4000', 'the seconds must be a number above 0, up to 3600: /silence 12'],
  ['/press', 'keys are 0 to 9, * and #: /press 1'],
  ['/press A', 'keys are 0 to 9, * and #: /press 1'],
  ['/frames', '/frames on, or /frames off'],
  ['/save', 'say where to: /save FILE'],
  ['/cut now', 'this command takes nothing more, not "now"'],
])('%j is refused', (line, why) => {
  expect(commandOf(line)).toEqual({ do: 'refuse', why })
})

test('every command says how it is used', () => {
  for (const [name, { usage, about }] of Object.entries(forms)) {
    expect(usage.split(' ')[0]).toBe(`/${name}`)
    expect(about).not.toBe('')
  }
})
