// All kinds of test calls, in the order in which they are made: the first alone, since all depend on it; the conversation
// alone, for its times; the crowd alone; the others beside one another.

import { addresses } from './calls/addresses.ts'
import { conversation } from './calls/conversation.ts'
import { crowd } from './calls/crowd.ts'
import { cut } from './calls/cut.ts'
import { details } from './calls/details.ts'
import { eagerness } from './calls/eagerness.ts'
import { failingRequests } from './calls/failing-requests.ts'
import { goodbye } from './calls/goodbye.ts'
import { greeting } from './calls/greeting.ts'
import { hangUp } from './calls/hang-up.ts'
import { idle } from './calls/idle.ts'
import { keepalive } from './calls/keepalive.ts'
import { oddTranscripts } from './calls/odd-transcripts.ts'
import { redelivery } from './calls/redelivery.ts'
import { unknownFrame } from './calls/unknown-frame.ts'
import { updates } from './calls/updates.ts'
import type { TestCase } from './test-case.ts'

export const phases: readonly (readonly TestCase[])[] = [
  [greeting],
  [conversation],
  [
    eagerness,
    keepalive,
    updates,
    oddTranscripts,
    failingRequests,
    unknownFrame,
    cut,
    redelivery,
    goodbye,
    hangUp,
    details,
    addresses,
    idle,
  ],
  [crowd],
]
