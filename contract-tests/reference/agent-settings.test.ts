// The settings of a voice agent that the API reference names: each is taken, kept and answered, and refused where it is
// out of bounds. Those that change what happens in a call are in agent-manners.test.ts.

import { expect } from 'vitest'
import { type Makers, VOICE } from '../makers.ts'
import { mockOnly, test } from '../marks.ts'
import type { TypedOperations } from '../raw-client.ts'
import { ask, type Caller, type Fields } from './ask.ts'

/** The name of the test, which ends with that of the setting; values that are taken; values that are not. */
type Row = readonly [name: string, taken: readonly unknown[], refused: readonly unknown[]]

const SETTINGS: readonly Row[] = [
  ['S75 agent_name', ['Reception'], [4]],
  ['S77 fallback_voice_ids', [['openai-Alloy']], ['openai-Alloy']],
  ['S78 voice_temperature', [0, 1, 2], [-0.1, 2.1]],
  ['S79 voice_speed', [0.5, 1, 2], [0.4, 2.1]],
  ['S80 volume', [0, 1, 2], [-0.1, 2.1]],
  ['S81 responsiveness', [0, 1], [-0.1, 1.1]],
  ['S82 interruption_sensitivity', [0, 1], [-0.1, 1.1]],
  ['S83 enable_backchannel', [true, false], ['yes']],
  ['S84 backchannel_frequency', [0, 1], [-0.1, 1.1]],
  ['S85 backchannel_words', [['yeah', 'uh-huh']], ['yeah']],
  [
    'S88 ambient_sound',
    ['coffee-shop', 'convention-hall', 'summer-outdoor', 'mountain-outdoor', 'static-noise', 'call-center'],
    ['beach'],
  ],
  ['S89 ambient_sound_volume', [0, 2], [-0.1, 2.1]],
  ['S90 language', ['en-US', 'de-DE'], ['xx-XX', 4]],
  ['S93 boosted_keywords', [['Retell', 'Bo']], ['Retell']],
  ['S94 data_storage_setting', ['everything', 'everything_except_pii', 'basic_attributes_only'], ['nothing']],
  [
    'S95 pronunciation_dictionary',
    [[{ word: 'actually', alphabet: 'ipa', phoneme: 'ˈæktʃuəli' }]],
    [[{ word: 'actually' }]],
  ],
  ['S103 ivr_option', [{ action: { type: 'hangup' } }], [{ action: { type: 'wait' } }]],
  ['S105 post_call_analysis_model', ['gpt-4.1-mini', 'gpt-4.1'], ['parrot']],
  ['S108 stt_mode', ['fast', 'accurate'], ['slow', 'custom']],
  ['S109 allow_user_dtmf', [true, false], ['yes']],
  ['S110 denoising_mode', ['noise-cancellation', 'noise-and-background-speech-cancellation'], ['loud']],
]

/** What the live API has left behind since. */
const OLDER: readonly Row[] = [
  ['S76 voice_model', ['eleven_flash_v2', 'eleven_turbo_v2'], ['whisper']],
  ['S96 normalize_for_speech', [true, false], ['yes']],
  ['S101 voicemail_detection_timeout_ms', [30_000], [4_999, 180_001]],
]

interface Stage {
  target: Caller
  api: TypedOperations
  make: Makers
}

async function checkSetting({ target, api, make }: Stage, [name, taken, refused]: Row): Promise<void> {
  const { agent_id } = await make.agent({ voice_id: VOICE })
  const setting = name.split(' ')[1]!
  for (const value of taken) {
    const changed = await ask(target, 'PATCH', `/update-agent/${agent_id}`, { [setting]: value })
    expect(changed).toMatchObject({ status: 200, body: { [setting]: value } })
  }
  for (const value of refused) {
    const { status, body } = await ask(target, 'PATCH', `/update-agent/${agent_id}`, { [setting]: value })
    expect({ value, status }).toEqual({ value, status: 400 })
    expect(body.message).toContain(value === 'custom' ? 'custom_stt_config' : setting)
  }
  const kept: Fields = await api.getAgent({ params: { agent_id } })
  expect(kept[setting]).toEqual(taken.at(-1))
}

test.for(SETTINGS)('%s', (row, { target, api, make }) => checkSetting({ target, api, make }, row))

mockOnly.for(OLDER)('%s', (row, { target, api, make }) => checkSetting({ target, api, make }, row))
