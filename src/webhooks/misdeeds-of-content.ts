// Changes to what a request says: still JSON, genuinely signed, and not what the receiver was built for. None of them touches
// what the mock itself knows.

import { isObject } from '../json-object.ts'
import type { Payload } from './misdeeds.ts'

/** Where a payload has what it is about. */
const SUBJECTS = ['call', 'chat', 'call_inbound', 'chat_inbound', 'alert'] as const

/** What no payload about a thing is without. */
const ESSENTIAL: readonly string[] = [
  'call_id',
  'call_type',
  'call_status',
  'chat_id',
  'chat_type',
  'chat_status',
  'agent_id',
  'from_number',
  'to_number',
  'alert_incident_id',
  'alert_rule_id',
]

/** An emoji of several code points, right-to-left text with its marks, line breaks of every kind, a quote and a backslash. */
export const ODD_TEXT = '👩🏽‍💻 \u202eשלום\u202c مرحبا\r\n\u2028Zo\u0308e "q" \\ \u0000 ﷽'

type Edit = (subject: Payload) => Payload

/** The payload with the thing it is about edited; itself where it is about none, as arguments at the root are not. */
function edited(payload: Payload, edit: Edit): Payload {
  const name = SUBJECTS.find(candidate => isObject(payload[candidate]))
  const subject = name && payload[name]
  return name && isObject(subject) ? { ...payload, [name]: edit(subject) } : payload
}

export const oddUnicode = (payload: Payload): Payload =>
  'args' in payload || SUBJECTS.some(name => name in payload)
    ? edited(payload, subject => ({
        ...withOddTexts(subject),
        metadata: { ...known(subject.metadata), odd: ODD_TEXT },
      }))
    : payload

/** In the texts that people read. */
const withOddTexts = (subject: Payload): Payload =>
  Object.fromEntries(
    Object.entries(subject).map(([key, value]) => [
      key,
      ['agent_name', 'transcript', 'name'].includes(key) && typeof value === 'string'
        ? value + ODD_TEXT
        : value,
    ]),
  )

export const unknownFields = (payload: Payload): Payload => ({
  ...edited(payload, subject => ({ ...subject, unheard_of: { since: '2031-01-01', list: [1, null] } })),
  unheard_of: true,
})

export const nulls = (payload: Payload): Payload =>
  edited(payload, subject =>
    Object.fromEntries(
      Object.entries(subject).map(([key, value]) => [key, ESSENTIAL.includes(key) ? value : null]),
    ),
  )

export const missingFields = (payload: Payload): Payload =>
  edited(payload, subject =>
    Object.fromEntries(Object.entries(subject).filter(([key]) => ESSENTIAL.includes(key))),
  )

/** As text and as a list, together of about so many bytes. */
export const hugeTranscript = (payload: Payload, bytes: number): Payload =>
  edited(payload, subject => {
    const line = 'I should like to know whether there is still a table by the window on Friday evening.'
    const count = Math.ceil(bytes / (line.length * 2 + 40))
    const turns = Array.from({ length: count }, (_, index) => ({
      role: index % 2 === 0 ? 'agent' : 'user',
      content: line,
    }))
    const list = 'chat_id' in subject ? 'message_with_tool_calls' : 'transcript_object'
    const transcript = turns
      .map(({ role, content }) => `${role === 'agent' ? 'Agent' : 'User'}: ${content}\n`)
      .join('')
    return { ...subject, transcript, [list]: turns }
  })

/** As in the sample of the documentation: an event of the end, with the status of the beginning. */
export const oddStatus = (payload: Payload): Payload =>
  edited(payload, subject => ({
    ...subject,
    ...('call_status' in subject ? { call_status: 'registered' } : {}),
    ...('chat_status' in subject ? { chat_status: 'ongoing' } : {}),
  }))

/** In transfer events it is an object, in the call a text. */
export const textDestination = (payload: Payload): Payload => {
  const { transfer_destination: destination } = payload
  if (!isObject(destination)) return payload
  return { ...payload, transfer_destination: String(destination.number ?? '') }
}

/** Links to files lead to where nothing is any more: the folder that nobody can guess is another. */
export const expiredLinks = (payload: Payload): Payload =>
  edited(payload, subject =>
    Object.fromEntries(
      Object.entries(subject).map(([key, value]) => [
        key,
        key.endsWith('_url') && typeof value === 'string'
          ? value.replace(/[0-9a-f]{64}/, '0'.repeat(64))
          : value,
      ]),
    ),
  )

const known = (value: unknown): Payload => (isObject(value) ? value : {})
