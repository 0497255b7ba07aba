// The languages of the API reference: each code is taken, kept and answered.

import { expect } from 'vitest'
import { test } from '../marks.ts'
import { ask, type Caller } from './ask.ts'

const MORE = [
  ...[
    'ro-RO',
    'bg-BG',
    'ca-ES',
    'th-TH',
    'da-DK',
    'fi-FI',
    'el-GR',
    'hu-HU',
    'id-ID',
    'no-NO',
    'sk-SK',
    'sv-SE',
  ],
  ...[
    'lt-LT',
    'lv-LV',
    'cs-CZ',
    'ms-MY',
    'af-ZA',
    'az-AZ',
    'bs-BA',
    'cy-GB',
    'fa-IR',
    'fil-PH',
    'gl-ES',
    'hr-HR',
  ],
  ...[
    'hy-AM',
    'is-IS',
    'kk-KZ',
    'kn-IN',
    'mk-MK',
    'mr-IN',
    'ne-NP',
    'sl-SI',
    'sr-RS',
    'sw-KE',
    'ta-IN',
    'ur-IN',
  ],
]

const speak = (target: Caller, agentId: string, language: string) =>
  ask(target, 'PATCH', `/update-agent/${agentId}`, { language })

test.for([
  ['S278 English', ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ']],
  ['S279 Spanish', ['es-ES', 'es-419']],
  ['S280 French', ['fr-FR', 'fr-CA']],
  ['S281 German', ['de-DE']],
  ['S282 Portuguese', ['pt-BR', 'pt-PT']],
  ['S283 Chinese', ['zh-CN', 'yue-CN']],
  ['S284 Japanese', ['ja-JP']],
  ['S285 Korean', ['ko-KR']],
  ['S286 Italian', ['it-IT']],
  ['S287 Dutch', ['nl-NL', 'nl-BE']],
  ['S288 Polish', ['pl-PL']],
  ['S289 Russian', ['ru-RU']],
  ['S290 Turkish', ['tr-TR']],
  ['S291 Vietnamese', ['vi-VN']],
  ['S292 Hindi', ['hi-IN']],
  ['S293 Arabic', ['ar-SA']],
  ['S294 Hebrew', ['he-IL']],
  ['S295 more than thirty others', [...MORE, 'uk-UA']],
] as const)('%s can be spoken', async ([, codes], { target, make }) => {
  const { agent_id } = await make.agent()
  for (const language of codes)
    expect(await speak(target, agent_id, language)).toMatchObject({ status: 200, body: { language } })
})

test('S296 multi stands for several languages', async ({ target, make }) => {
  const { agent_id } = await make.agent()
  const { status, body } = await speak(target, agent_id, 'multi')
  expect(status).toBe(200)
  expect(body.language).toEqual(expect.arrayContaining(['en-US', 'es-ES']))
})
