// For the property test of calls and chats: what may be done to chats.

import fc from 'fast-check'
import type { Answer, Rig } from './rig.ts'
import { expectStatus, nth, type Step, step } from './step.ts'

export const newChat: fc.Arbitrary<Step> = fc.constant(
  step('chat', async (rig, sure) => {
    const answer = await rig.ask('POST', '/create-chat', { agent_id: rig.chatAgent })
    expectStatus(sure, answer, 201, 'chat')
  }),
)

const onChat = (
  index: number,
  text: string,
  expected: readonly [ongoing: number, over: number],
  ask: (rig: Rig, id: string) => Promise<Answer>,
) =>
  step(`${text} chat ${index}`, async (rig, sure) => {
    const chats = [...rig.chats.values()]
    const chosen = chats[index % Math.max(1, chats.length)]
    if (!chosen) return
    const status = rig.deleted.has(chosen.chat_id) ? 404 : expected[chosen.chat_status === 'ongoing' ? 0 : 1]
    expectStatus(sure, await ask(rig, chosen.chat_id), status, `${text} ${chosen.chat_id}`)
  })

export const chatting: fc.Arbitrary<Step> = fc.oneof(
  nth.map(index =>
    onChat(index, 'write to', [201, 400], (rig, chat_id) =>
      rig.ask('POST', '/create-chat-completion', { chat_id, content: 'Are you open?' }),
    ),
  ),
  nth.map(index => onChat(index, 'end', [204, 400], (rig, id) => rig.ask('PATCH', `/end-chat/${id}`))),
  nth.map(index =>
    onChat(index, 'delete', [204, 204], async (rig, id) => {
      const answer = await rig.ask('DELETE', `/delete-chat/${id}`)
      if (answer.status === 204)
        rig.deleted.set(id, rig.fake.deliveries({ chat_id: id, kind: 'webhook' }).length)
      return answer
    }),
  ),
)
