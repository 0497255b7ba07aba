// What the server's closing of the socket does to the call, in words.

import { closeMeaning as meaningOf } from '../ws/close-codes.ts'

export function closeMeaning(code: number): string {
  const meaning = meaningOf(code)
  if (meaning.kind === 'hangup') return 'Retell takes it for a hang-up'
  if (meaning.kind === 'reconnect') return `Retell dials again, ${meaning.attempts} times at most`
  return `the call ends as ${meaning.reason}`
}
