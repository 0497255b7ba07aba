// All checks of a webhook receiver, in the order of the report. docs/check-webhook.md lists them, and a test compares.

import type { Check } from '../../checkup/checkup.ts'
import type { Bench } from '../bench.ts'
import { answers } from './answers.ts'
import { bytes } from './bytes.ts'
import { events } from './events.ts'
import { oddRequests } from './odd-requests.ts'
import { reach } from './reach.ts'
import { repeats } from './repeats.ts'
import { signatureForms } from './signature-forms.ts'
import { signatures } from './signatures.ts'

export const webhookChecks: readonly Check<Bench>[] = [
  ...reach,
  ...signatures,
  ...signatureForms,
  ...bytes,
  ...events,
  ...repeats,
  ...oddRequests,
  ...answers,
]
