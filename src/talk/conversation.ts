// Lines that are typed become what the caller does, one after another, until the call or the lines are over.

import { writeFile } from 'node:fs/promises'
import { messageOf } from '../errors.ts'
import { type Command, commandOf } from './commands.ts'
import type { TalkCall } from './talk-call.ts'
import { recordText } from './transcript.ts'

export interface Conversation {
  call: TalkCall
  lines: AsyncIterable<string>
  /** Each line is done at once. Else it is when the agent has been heard out, but for an interruption. */
  live: boolean
}

/** Resolves when the call is over; it is hung up when there are no more lines. */
export async function converse({ call, lines, live }: Conversation): Promise<void> {
  const ended = call.ended.then(() => undefined)
  const typed = lines[Symbol.asyncIterator]()
  for (;;) {
    let hasCome = false
    const coming = typed.next().finally(() => {
      hasCome = true
    })
    // A line that is there already may be one that cuts in; without it the agent is let finish.
    if (!live) await Promise.race([coming, call.answered()])
    if (!live && !hasCome) await Promise.race([coming, call.heardOut()])
    const line = await Promise.race([coming, ended])
    if (!line) return
    const command: Command = line.done ? { do: 'hang_up' } : commandOf(line.value)
    if (!live && command.do !== 'interrupt') await call.heardOut()
    const done = obey(command, call)
    if (!live || command.do === 'hang_up') await Promise.race([done, ended])
    if (command.do === 'hang_up') return void (await ended)
  }
}

/** Does what was typed. Never rejects. */
async function obey(command: Command, call: TalkCall): Promise<void> {
  switch (command.do) {
    case 'say':
      return call.say(command.content)
    case 'interrupt':
      return call.interrupt(command.content)
    case 'update':
      return call.update(command.content)
    case 'silence':
      return call.silence(command.forMs)
    case 'press':
      return call.press(command.digits)
    case 'cut':
      return call.cut()
    case 'transcript':
      return call.tell({ type: 'transcript', items: call.record().items })
    case 'frames':
      call.showFrames(command.shown)
      return call.tell({
        type: 'note',
        message: command.shown ? 'every frame is shown' : 'frames are not shown',
      })
    case 'save':
      await save(call, command.file)
      return
    case 'help':
      return call.tell({ type: 'help' })
    case 'hang_up':
      return call.hangUp()
    case 'refuse':
      return call.tell({ type: 'refused', message: command.why })
    case 'nothing':
      return
  }
}

/** Writes the conversation as it stands to a file. Says so, or why it cannot; resolves with whether it could. */
export async function save(call: TalkCall, file: string): Promise<boolean> {
  try {
    await writeFile(file, recordText(call.record(), file))
    call.tell({ type: 'saved', file })
    return true
  } catch (error) {
    call.tell({
      type: 'refused',
      message: `cannot write ${file}: ${messageOf(error)}`,
    })
    return false
  }
}
