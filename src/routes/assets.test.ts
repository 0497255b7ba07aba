import { expect, test } from 'vitest'
import { newBench } from './testing-context.ts'

const upload = (name: string, type: string, size = 8) => ({
  body: { file: { name, type, bytes: new Uint8Array(size) } },
})

test.each([
  ['logo.PNG', 'application/octet-stream', 'image/png', 'logo.PNG'],
  ['photo', 'image/jpeg', 'image/jpeg', 'photo'],
  ['hold.wav', 'audio/x-wav', 'audio/pcm', 'hold.pcm'],
  ['hold.v2.mp3', 'audio/mpeg', 'audio/pcm', 'hold.v2.pcm'],
  ['hold', 'audio/ogg', 'audio/pcm', 'hold.pcm'],
])('%s sent as %s is kept as %s under the name %s', (name, type, content_type, file_name) => {
  const bench = newBench()
  const asset = bench.ask('createAsset', upload(name, type))
  expect(asset).toMatchObject({ content_type, file_name, file_size: 8, created_timestamp: bench.world.now() })
  expect(asset.url).toMatch(new RegExp(`/files/[0-9a-f]{64}/${file_name}$`))
})

test('an asset has at most 10 MB', () => {
  const bench = newBench()
  expect(bench.ask('createAsset', upload('a.png', '', 10_485_760)).file_size).toBe(10_485_760)
  expect(bench.refusal('createAsset', upload('a.png', '', 10_485_761))).toEqual({
    status: 400,
    message: 'request/body/file must NOT be larger than 10 MB',
  })
})

test('what is neither an image nor a sound is refused by name', () => {
  expect(newBench().refusal('createAsset', upload('a.pdf', 'application/pdf'))).toEqual({
    status: 400,
    message: 'request/body/file is neither an image nor a sound of a supported type: a.pdf',
  })
})
