// A call as it is answered: with its transcript so far while it goes on, and with links that work when it is over.

import type { Call } from '../contract.ts'
import type { World } from '../world.ts'
import { withSignedLinks } from './call-links.ts'
import { withTranscript } from './transcript.ts'

export const shownCall = (world: World, call: Call): Call =>
  withSignedLinks(world, withTranscript(world, call))
