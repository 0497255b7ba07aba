// What a person sees of a conversation. Nothing happens here.

import { forms } from './commands.ts'
import type { Action, Ending, TalkEvent, Told } from './events.ts'
import { isUtterance, type TalkItem } from './transcript.ts'

/** Where it is printed; see `Dialogue`, which is one. */
export interface Paper {
  goOn(label: string, text: string): void
  print(text: string): void
}

export type Paint = (
  style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan',
  text: string,
) => string

export interface ScreenOptions {
  paper: Paper
  paint: Paint
  /** What the caller says is not on the screen yet. */
  echoes: boolean
}

/** The width of the names in front of the lines, with the blanks behind them. */
const NAME_WIDTH = 7
const MAX_SHOWN_CHARS = 2_000
const MAX_FRAME_CHARS = 400

export const promptOf = (paint: Paint): string => `${paint('blue', 'you')}  › `

/** Shows one event after another. */
export function screenOn({ paper, paint, echoes }: ScreenOptions): (event: Told) => void {
  const dim = (text: string) => paint('dim', text)
  const agent = `${paint('cyan', 'agent')}  `
  const row = (name: string, text: string) => paper.print(`${name.padEnd(NAME_WIDTH)}${text}`)
  const problem = (name: string, text: string) => row(name, paint('red', text))
  /** How often each fault has come again since it was shown. */
  const again = new Map<string, number>()

  /** The same fault again and again, as of an answer that comes too late, tears no other answer apart. */
  function showAgain(): void {
    for (const [message, times] of again) {
      if (times > 0) row(`${paint('yellow', 'drop')}${pad('drop')}`, dim(`${plain(message)} (${times} more)`))
    }
    again.clear()
  }

  function answer(event: Extract<TalkEvent, { type: 'answer' }>): void {
    if (event.content.trim() === '') paper.print(`${agent}${dim('(says nothing)')}`)
    row('', dim([answerName(event), ...times(event), ...after(event)].join(' · ')))
  }

  return event => {
    if (event.type === 'dropped') {
      const times = again.get(event.message)
      again.set(event.message, times === undefined ? 0 : times + 1)
      if (times !== undefined) return
    } else if (event.type !== 'agent_words') {
      showAgain()
    }
    switch (event.type) {
      case 'dialing':
        return row(
          '',
          dim(`${event.reconnect ? 'dialling again' : 'dialling'} ${plain(event.url)}${attempt(event)}`),
        )
      case 'dial_failed': {
        const again =
          event.again_in_ms === null ? '' : `; again in ${span(event.again_in_ms)}, as Retell does`
        return problem('', `${plain(event.message)}${again}`)
      }
      case 'connected':
        return row('', dim(`connected after ${span(event.took_ms)}`))
      case 'config': {
        const on = Object.entries(event.config).flatMap(([name, isOn]) => (isOn ? [name] : []))
        return row('', dim(`config: ${on.length > 0 ? on.join(', ') : 'every switch off'}`))
      }
      case 'call':
        return row('', dim(`${event.call_id} of ${plain(event.agent_id)} at ${plain(event.base_url)}`))
      case 'you':
        if (echoes) paper.print(`${promptOf(paint)}${plain(event.content)}${event.goes_on ? ' …' : ''}`)
        return
      case 'pressed':
        return row('', dim(`you press ${event.digits}`))
      case 'silence': {
        const { reminder_after_ms: afterMs } = event
        const reminder =
          afterMs === null ? 'the agent has reminded you' : `a reminder is due after ${span(afterMs)}`
        return row('', dim(`you say nothing for ${span(event.for_ms)}; ${reminder}`))
      }
      case 'updated':
        return row('', dim('update_only sent: no answer is due'))
      case 'asked':
        return event.kind === 'reminder_required'
          ? row('', dim(`reminder_required, #${event.response_id}`))
          : undefined
      case 'agent_words':
        return paper.goOn(agent, inLine(event.content))
      case 'answer':
        return answer(event)
      case 'no_answer': {
        const what = event.content.trim() === '' ? 'no answer' : 'no end of the answer'
        const of = event.kind === 'begin' ? 'the begin message' : `#${event.response_id}`
        return problem('', `${what} to ${of} within ${span(event.after_ms)}: Retell waits on in silence`)
      }
      case 'cut_off':
        return cutOff(event)
      case 'agent_pressed':
        return row('', dim(`the agent presses ${plain(event.digits)}`))
      case 'transfer':
        return row('', dim(`the agent transfers the call to ${plain(event.number)}`))
      case 'tool_call_invocation':
        return row(paint('yellow', 'tool') + pad('tool'), `${plain(event.name)} ${plain(event.arguments)}`)
      case 'tool_call_result': {
        const failed = event.successful === false ? paint('red', ' (failed)') : ''
        return row(paint('yellow', 'tool') + pad('tool'), `→ ${plain(event.content)}${failed}`)
      }
      case 'update_agent':
        return row('', dim(`update_agent: ${plain(JSON.stringify(event.config))}`))
      case 'metadata':
        return row('', dim(`metadata: ${plain(JSON.stringify(event.metadata))}`))
      case 'item':
        return row('', dim(plain(JSON.stringify(event.item))))
      case 'dropped':
        return row(paint('yellow', 'drop') + pad('drop'), plain(event.message))
      case 'ping_missed':
        return problem('', `no ping_pong from the server for ${span(event.silent_ms)}`)
      case 'frame':
        return row('', dim(`${event.direction === 'sent' ? '→' : '←'} ${plain(event.text, MAX_FRAME_CHARS)}`))
      case 'closed':
        return problem('', `the socket is closed with ${event.code}: ${event.meaning}`)
      case 'reconnecting':
        return row('', dim(`${event.because}: dialling again, ${event.time} of ${event.of}`))
      case 'transcript':
        return paper.print(event.items.length === 0 ? dim('nothing was said yet') : transcript(event.items))
      case 'saved':
        return row('', dim(`saved in ${plain(event.file)}`))
      case 'help':
        return paper.print(help(dim))
      case 'note':
        return row('', dim(event.message))
      case 'refused':
        return problem('', plain(event.message))
      case 'ended':
        return ended(event)
    }
  }

  function cutOff({ by, spoken, dropped: action }: Extract<TalkEvent, { type: 'cut_off' }>): void {
    const who = {
      you: 'you cut in',
      agent_interrupt: 'agent_interrupt',
      loss: 'lost',
      end: 'the call is over',
    }[by]
    const heard = spoken === '' ? 'nothing of it was spoken yet' : `spoken so far: "${plain(spoken)}"`
    const undone = action ? `; ${actionText(action)} is dropped` : ''
    row('', dim(`${who}; ${heard}${undone}`))
  }

  function ended(ending: Ending): void {
    const reason = paint(ending.error ? 'red' : 'green', ending.reason)
    paper.print(`${paint('bold', 'call over')}: ${reason}, after ${clock(ending.duration_ms)}`)
    if (ending.answers === 0 && ending.dropped === 0) return
    const { answers, first_words_ms: words, dropped: count } = ending
    const parts = [
      plural(answers, 'answer'),
      ...(words ? [`first words ${span(words.median)} (median), ${span(words.longest)} (longest)`] : []),
      ...(count > 0 ? [`${plural(count, 'frame')} dropped`] : []),
    ]
    row('', dim(parts.join(' · ')))
  }

  /** Colours count in the length of a text, but not on the screen. */
  function pad(name: string): string {
    return ' '.repeat(NAME_WIDTH - name.length)
  }
}

const attempt = ({ attempt }: { attempt: number }) => (attempt === 1 ? '' : `, attempt ${attempt}`)

function answerName({ kind, response_id, interrupt_id }: Extract<TalkEvent, { type: 'answer' }>): string {
  if (kind === 'begin') return 'begin message'
  if (kind === 'agent_interrupt') return `agent_interrupt ${interrupt_id}`
  if (response_id < 0) return 'answer'
  return kind === 'reminder_required' ? `#${response_id}, reminder` : `#${response_id}`
}

function times(event: Extract<TalkEvent, { type: 'answer' }>): string[] {
  const { first_words_ms: words, first_sentence_ms: sentence, complete_ms: whole } = event
  return [
    ...(words === null ? [] : [`first words ${span(words)}`]),
    ...(sentence === null ? [] : [`first sentence ${span(sentence)}`]),
    `whole ${span(whole)}`,
  ]
}

function after(event: Extract<TalkEvent, { type: 'answer' }>): string[] {
  const { end_call, transfer_number, digit_to_press, speech_ms: speechMs } = event
  const action = actionText({
    ...(end_call && { end_call }),
    ...(transfer_number && { transfer_number }),
    ...(digit_to_press && { digit_to_press }),
  })
  const once = speechMs === 0 ? 'at once' : `once it is spoken (${span(speechMs)})`
  return [
    ...(event.no_interruption_allowed ? ['no interruption allowed'] : []),
    ...(action ? [`${action} ${once}`] : []),
  ]
}

function actionText({ end_call, transfer_number, digit_to_press }: Action): string {
  if (end_call) return 'end_call'
  if (transfer_number) return `transfer to ${plain(transfer_number)}`
  return digit_to_press ? `digit_to_press ${plain(digit_to_press)}` : ''
}

const transcript = (items: readonly TalkItem[]) => items.map(item => `  ${itemText(item)}`).join('\n')

function itemText(item: TalkItem): string {
  if (isUtterance(item)) return `${item.role === 'agent' ? 'Agent' : 'User'}: ${plain(item.content)}`
  switch (item.role) {
    case 'dtmf':
      return `(key ${item.digit})`
    case 'tool_call_invocation':
      return `(tool ${plain(item.name)} ${plain(item.arguments)})`
    case 'tool_call_result':
      return `(tool result ${plain(item.content)})`
  }
}

function help(dim: (text: string) => string): string {
  const width = Math.max(...Object.values(forms).map(({ usage }) => usage.length))
  const rows = Object.values(forms).map(({ usage, about }) => `  ${usage.padEnd(width)}   ${dim(about)}`)
  return ['  What you type is what the caller says, except', ...rows].join('\n')
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** `850 ms`, `2.1 s` */
const span = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1).replace(/\.0$/, '')} s`

/** `m:ss` */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Without anything that would steer a terminal; a line break is a blank. */
const inLine = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ')

/** The same, and not too long. */
function plain(text: string, maxChars = MAX_SHOWN_CHARS): string {
  const line = inLine(text.slice(0, maxChars)).trim()
  return text.length > maxChars ? `${line}… (${text.length} characters)` : line
}
