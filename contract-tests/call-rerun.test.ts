// Analysing a call again. It takes a call that is over, so this is for the mock alone.

import { UnprocessableEntityError } from 'retell-sdk'
import { expect } from 'vitest'
import { mockOnly } from './marks.ts'
import { refusal } from './refusal.ts'

const post_call_analysis_data = [
  { type: 'boolean' as const, name: 'booked', description: 'Whether something was booked.' },
]

mockOnly('a call is analysed again as its agent is by now', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent()
  const params = { call_id: (await make.webCall({ agent_id })).call_id }
  expect(await refusal(api.rerunCallAnalysis({ params }))).toMatchObject({ status: 422 })
  await fake.runUntilIdle()
  await api.updateAgent({ params: { agent_id }, body: { post_call_analysis_data } })
  const call = await api.rerunCallAnalysis({ params })
  expect(call.call_analysis?.custom_analysis_data).toHaveProperty('booked')
  expect(await api.getCall({ params })).toEqual(call)
  expect(await refusal(api.rerunCallAnalysis({ params: { call_id: 'call_gone' } }))).toEqual({
    status: 404,
    message: 'Item call_gone not found from call',
  })
})

mockOnly('SDK 5 analyses a call again', async ({ sdk5, make, fake }) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id })
  await expect(sdk5.call.rerunAnalysis(call_id)).rejects.toThrow(UnprocessableEntityError)
  await fake.runUntilIdle()
  await sdk5.agent.update(agent_id, { post_call_analysis_data })
  const { call_analysis } = await sdk5.call.rerunAnalysis(call_id)
  expect(call_analysis?.custom_analysis_data).toHaveProperty('booked')
})
