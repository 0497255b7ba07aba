// What an agent does once it has spoken: it hangs up, transfers the call or presses keys. Each is recorded as Retell does.

import type { Action, TalkEvent } from './events.ts'
import type { ServerNotes } from './server-notes.ts'

export interface Acting {
  notes: ServerNotes
  tell(event: TalkEvent): void
  end(reason: string): void
}

export function act(
  { end_call, transfer_number: number, digit_to_press: digits }: Action,
  { notes, tell, end }: Acting,
): void {
  if (end_call) {
    notes.recordAction('end_call', {}, 'call ended')
    end('agent_hangup')
  } else if (number) {
    notes.recordAction('transfer_call', { number }, `transferred to ${number}`)
    tell({ type: 'transfer', number })
    end('call_transfer')
  } else if (digits) {
    notes.recordAction('press_digit', { digit_to_press: digits }, `pressed ${digits}`)
    tell({ type: 'agent_pressed', digits })
  }
}
