// A developer's own scenarios, played against their LLM server: each a call of a mock on a frozen clock, whose expectations
// and whose end become results beside those of the checks.

import type { LlmResult } from '../check-llm/check-report.ts'
import type { LlmFinding } from '../check-llm/findings.ts'
import { wall } from '../clock.ts'
import { type Scenario, startFakeRetell } from '../index.ts'

type Fake = Awaited<ReturnType<typeof startFakeRetell>>

export interface Played {
  scenarios: readonly Scenario[]
  metadata: Record<string, unknown>
  variables: Record<string, string>
}

/** One result a scenario, in their order. An unmet expectation, and a call that ends by an error, are errors. */
export async function playScenarios(
  url: string,
  { scenarios, metadata, variables }: Played,
): Promise<LlmResult[]> {
  await using fake = await startFakeRetell({ time: 'frozen', scenarios })
  const { agent_id } = await asked<{ agent_id: string }>(fake, '/create-agent', {
    response_engine: { type: 'custom-llm', llm_websocket_url: url },
    voice_id: '11labs-Adrian',
  })
  const results: LlmResult[] = []
  for (const scenario of scenarios) {
    const began = wall.monotonic()
    const { call_id } = await asked<{ call_id: string }>(fake, '/v2/create-web-call', {
      agent_id,
      metadata: { ...metadata, fake_retell: { scenario: scenario.name } },
      retell_llm_dynamic_variables: variables,
    })
    await fake.runUntilIdle()
    const findings = await findingsOf(fake, call_id, scenario)
    const state = findings.length > 0 ? 'found' : 'passed'
    const durationMs = Math.round(wall.monotonic() - began)
    results.push({ ...headOf(scenario), state, findings, more: 0, durationMs })
  }
  return results
}

const headOf = ({ name, description }: Scenario) => ({
  name: nameOf(name),
  theme: 'scenarios',
  about: description ?? 'goes as its steps expect',
})

const nameOf = (scenario: string) => `scenario ${scenario}`

async function findingsOf(fake: Fake, callId: string, { name }: Scenario): Promise<LlmFinding[]> {
  const call = (await (await fake.fetch(`/v2/get-call/${callId}`)).json()) as {
    disconnection_reason?: string
  }
  const { expectations, remarks } = fake.conversation(callId)
  const unmet = expectations
    .filter(({ met }) => !met)
    .map(({ step, expected, actual }) => ({
      check: nameOf(name),
      severity: 'error' as const,
      seen: `step ${step} expected ${expected}, but ${actual}`,
      retell: 'Retell would have gone on as the call did.',
      change: 'Change what your server answers there, or what the scenario expects.',
    }))
  const reason = call.disconnection_reason ?? 'unknown'
  const broken = {
    check: nameOf(name),
    severity: 'error' as const,
    seen: `the call ended as ${reason}`,
    retell: 'A call ends so when the server cannot be reached, breaks off or closes with an error.',
    change: 'Look at the remarks below, and at what your server has logged.',
  }
  const grave = remarks
    .filter(({ severity }) => severity !== 'advice')
    .map(({ check, severity, seen, retell, change }) => ({
      check: nameOf(name),
      severity,
      seen: `${check}: ${seen}`,
      retell,
      change,
    }))
  return [...(reason.startsWith('error_') ? [broken] : []), ...unmet, ...grave]
}

async function asked<Reply>(fake: Fake, path: string, body: object): Promise<Reply> {
  const headers = { 'content-type': 'application/json' }
  const response = await fake.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Reply
}
