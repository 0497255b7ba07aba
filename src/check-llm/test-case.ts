// What a kind of test call is: what it is for, the checks it makes of its own, and how it goes. The rules over its log are
// applied to each, whatever it is.

import type { CheckName } from '../referee/catalogue.ts'
import type { CheckLimits } from './check-options.ts'
import type { Findings } from './findings.ts'
import type { TestCall, TestCallOptions } from './test-call.ts'

export interface Stage {
  url: string
  lines: readonly string[]
  crowd: number
  idleMinutes: number
  limits: CheckLimits
  findings: Findings
  known: Known
  /** A call that is not connected yet; it is hung up and reviewed at the end of the case. */
  call(
    name: string,
    special?: Partial<Pick<TestCallOptions, 'withholdDetails' | 'web' | 'addressOf' | 'callId'>>,
  ): TestCall
}

/** What the calls made so far have shown of the server. */
export interface Known {
  wantsDetails: boolean
  wantsPings: boolean
  /** How long its begin message is worth waiting for. */
  greetMs: number
  /** Whether it has answered anything to its end. */
  answers: boolean
}

export interface TestCase {
  name: string
  /** What happens in it, in a few words. */
  about: string
  /** The checks that only it can make. */
  checks: readonly CheckName[]
  run(stage: Stage): Promise<void>
}

/** Connects and hears the begin message out; false when no socket opened. */
export async function begun(call: TestCall): Promise<boolean> {
  try {
    await call.connect()
  } catch {
    return false
  }
  await call.greeting().then(reply => call.spoken(reply))
  return call.connected
}
