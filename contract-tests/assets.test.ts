// Images and sounds that settings refer to. Nothing deletes them, so all of it is for the mock alone.

import { expect } from 'vitest'
import { mockOnly } from './marks.ts'
import { refusal } from './refusal.ts'

function formOf(file: File): FormData {
  const form = new FormData()
  form.append('file', file)
  return form
}

mockOnly('an image is kept as it came', async ({ api, fake }) => {
  const image = new File(['<svg/>'], 'logo.svg', { type: 'image/svg+xml' })
  const asset = await api.createAsset({ body: formOf(image) })
  expect(asset).toMatchObject({ file_name: 'logo.svg', content_type: 'image/svg+xml', file_size: 6 })
  expect(asset.created_timestamp).toBe(fake.now())
  expect(await (await fetch(asset.url!)).text()).toBe('<svg/>')
})

mockOnly('what is neither image nor sound is refused', async ({ api }) => {
  const body = formOf(new File(['#!'], 'run.sh', { type: 'text/x-sh' }))
  expect(await refusal(api.createAsset({ body }))).toMatchObject({ status: 400 })
})

mockOnly('SDK 5 uploads a sound, which comes back under the name of raw PCM', async ({ sdk5 }) => {
  const asset = await sdk5.asset.create({ file: new File(['sound'], 'hold.mp3', { type: 'audio/mpeg' }) })
  expect(asset.file_name).toBe('hold.pcm')
  expect((await fetch(asset.url!)).status).toBe(200)
})
