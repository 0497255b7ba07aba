import { expect, test } from 'vitest'
import { chanceOf } from '../chance.ts'
import { FramePacker, FrameUnpacker, frameText, type SentFrame } from './frame-text.ts'

const item = (content: string) => JSON.stringify({ role: 'user', content, words: [] })
const frame = (items: readonly string[], growing?: string, tools?: readonly string[]): SentFrame => ({
  head: '{"interaction_type":"update_only"}',
  transcript: {
    spoken: items.join(),
    all: tools?.join() ?? '',
    ...(growing === undefined ? {} : { growing }),
  },
  withTools: tools !== undefined,
})

function roundTrip(frames: readonly SentFrame[]) {
  const [packer, unpacker] = [new FramePacker(), new FrameUnpacker()]
  const packed = frames.map(sent => packer.pack(sent))
  expect(packed.map(row => unpacker.unpack(row))).toEqual(frames.map(frameText))
  return packed
}

test('a frame is its head with the transcript, and with the tool calls where they are wanted', () => {
  expect(JSON.parse(frameText(frame(['1', '2'], '3')))).toEqual({
    interaction_type: 'update_only',
    transcript: [1, 2, 3],
  })
  expect(JSON.parse(frameText(frame([], '', ['4'])))).toEqual({
    interaction_type: 'update_only',
    transcript: [],
    transcript_with_tool_calls: [4],
  })
})

test('of a transcript that grows, what was added is stored', () => {
  const items = Array.from({ length: 50 }, (_, index) => item(`words of turn ${index}`))
  const packed = roundTrip(items.map((_, index) => frame(items.slice(0, index + 1))))
  expect(packed.at(-1)!.rest).toBe(`,${items.at(-1)}`)
})

test('any frames come back as they were', () => {
  const chance = chanceOf('frames')
  const word = () => item(chance.pick(['a', ']', '"', ',"transcript":[', '\u{1F600}']))
  const list = () => Array.from({ length: chance.integer(0, 4) }, word)
  for (let run = 0; run < 200; run++)
    roundTrip(
      Array.from({ length: 8 }, () =>
        frame(list(), chance.pick([undefined, '', word()]), chance.fraction() < 0.5 ? list() : undefined),
      ),
    )
})
