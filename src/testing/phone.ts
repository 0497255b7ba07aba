// For tests: a terminal phone that calls a server, and all that it tells.

import type { TalkEvent, Told } from '../talk/events.ts'
import { Phone } from '../talk/phone.ts'
import type { PhoneOptions } from '../talk/phone-options.ts'

type Of<Type extends TalkEvent['type']> = Extract<Told, { type: Type }>

export interface TestPhone extends AsyncDisposable {
  phone: Phone
  events: Told[]
  of<Type extends TalkEvent['type']>(type: Type): Of<Type>[]
  /** Resolves when there are so many events of this type, 1 unless given, with the last of them. */
  until<Type extends TalkEvent['type']>(type: Type, count?: number): Promise<Of<Type>>
  /** What of the transcript is utterances, a line each. */
  said(): string[]
}

/** Dials at once. A script's phone unless the options say otherwise. */
export function callTo({ url }: { url: string }, options: Partial<PhoneOptions> = {}): TestPhone {
  const events: Told[] = []
  let look = () => {}
  const phone = new Phone({
    callId: 'call_talk',
    url: `${url}/call_talk`,
    details: { call_id: 'call_talk' },
    live: false,
    speaks: false,
    wordsPerMinute: 160,
    patienceMs: 10_000,
    onEvent: event => {
      events.push(event)
      look()
    },
    ...options,
  })
  const of = <Type extends TalkEvent['type']>(type: Type) =>
    events.filter((event): event is Of<Type> => event.type === type)
  phone.dial()
  return {
    phone,
    events,
    of,
    until: (type, count = 1) =>
      new Promise(resolve => {
        const before = look
        look = () => {
          before()
          const found = of(type)[count - 1]
          if (found) resolve(found)
        }
        look()
      }),
    said: () =>
      phone.record().items.flatMap(item => ('words' in item ? [`${item.role}: ${item.content}`] : [])),
    async [Symbol.asyncDispose]() {
      await phone.hangUp()
      await phone.ended
    },
  }
}
