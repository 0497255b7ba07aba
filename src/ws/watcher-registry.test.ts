import { expect, test } from 'vitest'
import { newBench } from '../routes/testing-context.ts'
import { WatcherRegistry } from './watchers.ts'

test('what was heard at an earlier moment is not told after what was heard at a later one', () => {
  let growing = { id: 'item_1', content: 'Harbor Clinic,' }
  const registry = new WatcherRegistry({
    afterCommit: work => work(),
    watched: () => ({ added: [], seq: 0, growing }),
    joined() {},
  })
  const sent: string[] = []
  const { world } = newBench()
  registry.join(world, 'call_1', {
    peer: { send: text => void sent.push(text), close() {}, terminate() {} },
    listen() {},
  })
  const contents = ['Harbor', 'Harbor Clinic,', 'Harbor Clinic, good', 'Harbor Clinic,']
  for (const content of contents) {
    growing = { id: 'item_1', content }
    registry.changed(world, 'call_1')
  }
  growing = { id: 'item_2', content: 'Hi' }
  registry.changed(world, 'call_1')
  const told = sent.map(text => (JSON.parse(text) as { transcripts: (typeof growing)[] }).transcripts[0])
  expect(told.map(item => item?.content)).toEqual(['Harbor Clinic,', 'Harbor Clinic, good', 'Hi'])
})
