import { expect, test } from 'vitest'
import type { KnowledgeBase } from './contract.ts'
import { type FakeRetell, startFakeRetell } from './index.ts'

/** Contents of more than one chunk, no two of its kilobytes alike. */
const CONTENTS = Buffer.from(Array.from({ length: 700 }, (_, index) => `${index}`.padEnd(1024, '.')).join(''))

async function createKnowledgeBase(fake: FakeRetell) {
  const form = new FormData()
  form.append('knowledge_base_name', 'Menu')
  form.append('knowledge_base_files', new File([CONTENTS], 'my menu.html', { type: 'text/html' }))
  const response = await fake.fetch('/create-knowledge-base', { method: 'POST', body: form })
  const made = (await response.json()) as KnowledgeBase
  const path = `/get-knowledge-base/${made.knowledge_base_id}`
  await fake.runUntilIdle()
  const kept = (await (await fake.fetch(path)).json()) as KnowledgeBase
  const { knowledge_base_id, knowledge_base_sources = [] } = kept
  return { knowledge_base_id, ...knowledge_base_sources[0] } as Record<string, string>
}

test('a file is downloaded as it was uploaded, whole and in part, and is no page of this origin', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { file_url: url } = await createKnowledgeBase(fake)
  const whole = await fetch(url!)
  expect(whole.headers.get('content-type')).toBe('text/html')
  expect(whole.headers.get('content-security-policy')).toBe('sandbox')
  expect(Buffer.from(await whole.arrayBuffer()).equals(CONTENTS)).toBe(true)
  const part = await fetch(url!, { headers: { range: 'bytes=262100-600000' } })
  expect(part.status).toBe(206)
  expect(Buffer.from(await part.arrayBuffer()).equals(CONTENTS.subarray(262_100, 600_001))).toBe(true)
})

test('a file is found by its own name alone', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { file_url: url } = await createKnowledgeBase(fake)
  expect((await fetch(new URL('other.html', url))).status).toBe(404)
})

test('a file goes with its source, and all of them with a reset', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { knowledge_base_id, source_id, file_url: url } = await createKnowledgeBase(fake)
  const path = `/delete-knowledge-base-source/${knowledge_base_id}/source/${source_id}`
  await fake.fetch(path, { method: 'DELETE' })
  expect((await fetch(url!)).status).toBe(404)
  const deleted = await createKnowledgeBase(fake)
  await fake.fetch(`/delete-knowledge-base/${deleted.knowledge_base_id}`, { method: 'DELETE' })
  expect((await fetch(deleted.file_url!)).status).toBe(404)
  const other = await createKnowledgeBase(fake)
  fake.reset()
  expect((await fetch(other.file_url!)).status).toBe(404)
})

test('a knowledge base is seen in its own workspace only', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { knowledge_base_id } = await createKnowledgeBase(fake)
  const headers = { authorization: 'Bearer key_other' }
  expect((await fake.fetch(`/get-knowledge-base/${knowledge_base_id}`, { headers })).status).toBe(404)
  expect(await (await fake.fetch('/list-knowledge-bases', { headers })).json()).toEqual([])
})

test('a preview is a sound of the voice, lower for a man, and unknown voices have none', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const heard = async (voice: string) => {
    const response = await fetch(`${fake.url}/files/voices/${voice}.wav`)
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }
  const [woman, man] = [await heard('retell-Willa'), await heard('11labs-Adrian')]
  expect(woman.bytes.toString('latin1', 0, 4)).toBe('RIFF')
  expect(Math.max(...woman.bytes.subarray(2_000, 4_000))).toBeGreaterThan(0)
  expect(woman.bytes.equals(man.bytes)).toBe(false)
  expect((await heard('retell-Nobody')).status).toBe(404)
})
