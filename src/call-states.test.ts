// Random interleavings of what can be done to calls and chats never break the rules of their states or lose an event.
// CALL_STATES_SEED and CALL_STATES_RUNS look elsewhere, and longer.

import fc from 'fast-check'
import { test } from 'vitest'
import { type Ground, type Rig, startGround } from './testing/call-machine/rig.ts'
import { finish, observe } from './testing/call-machine/rules.ts'
import { type Step, single, together } from './testing/call-machine/steps.ts'

const SEED = Number(process.env.CALL_STATES_SEED ?? 20_261)
const RUNS = Number(process.env.CALL_STATES_RUNS ?? 60)
const MOST_STEPS = 25
/** Time for looking for a smaller counterexample, too. */
const LONGEST_MS = Number(process.env.CALL_STATES_LONGEST_MS ?? 100_000)

type Command = fc.AsyncCommand<object, Rig, true>

/** After a step everything that is due is done, so that the next one is answered by what was seen. */
const command = ({ text, run }: Step, sure: boolean): Command => ({
  check: async () => true,
  async run(_model, rig) {
    await run(rig, sure && !rig.manners.reaction)
    await rig.fake.settled()
    await observe(rig)
  },
  toString: () => text,
})

const commands = fc.commands<object, Rig, true>(
  [
    ...Array.from({ length: 6 }, () => single.map(step => command(step, true))),
    together.map(step => command(step, false)),
  ],
  { maxCommands: MOST_STEPS, size: 'max' },
)

async function live(ground: Ground, steps: Iterable<Command>): Promise<void> {
  const real = await ground.open()
  await fc.asyncModelRun(() => ({ model: {}, real }), steps)
  await finish(real)
}

test(
  'whatever is done to calls and chats, and in whatever order, they go from state to state by the rules and tell of it once',
  async () => {
    await using ground = await startGround()
    await fc.assert(
      fc.asyncProperty(commands, steps => live(ground, steps)),
      { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: LONGEST_MS },
    )
  },
  LONGEST_MS + 20_000,
)
