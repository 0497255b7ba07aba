// What a typed line means. Nothing is done here.

import { editDistance } from '../edit-distance.ts'

export type Command =
  | { do: 'say'; content: string }
  | { do: 'interrupt'; content: string }
  /** Says something and goes on speaking; without words it only tells how the conversation stands. */
  | { do: 'update'; content: string }
  /** As long as the agent waits before it reminds, unless given. */
  | { do: 'silence'; forMs?: number }
  | { do: 'press'; digits: string }
  | { do: 'cut' }
  | { do: 'transcript' }
  | { do: 'frames'; shown: boolean }
  | { do: 'save'; file: string }
  | { do: 'help' }
  | { do: 'hang_up' }
  | { do: 'nothing' }
  | { do: 'refuse'; why: string }

interface Form {
  usage: string
  about: string
  read(rest: string): Command
}

const MAX_SILENCE_S = 3_600
/** A misspelt name differs by so much from what was meant, at most. */
const ALIKE = 2

const refuse = (why: string): Command => ({ do: 'refuse', why })

const alone =
  (command: Command): Form['read'] =>
  rest =>
    rest === '' ? command : refuse(`this command takes nothing more, not "${rest}"`)

export const forms: Readonly<Record<string, Form>> = {
  interrupt: {
    usage: '/interrupt TEXT',
    about: 'say it while the agent speaks: it stops where it has come to by then',
    read: content => (content === '' ? refuse('say what: /interrupt TEXT') : { do: 'interrupt', content }),
  },
  silence: {
    usage: '/silence [SECONDS]',
    about: 'say nothing for so long, by default until the agent is to remind you',
    read: silence,
  },
  press: {
    usage: '/press KEYS',
    about: 'press keys of the telephone: 0 to 9, * and #',
    read: digits =>
      /^[0-9*#]{1,100}$/.test(digits)
        ? { do: 'press', digits }
        : refuse('keys are 0 to 9, * and #: /press 1'),
  },
  update: {
    usage: '/update [TEXT]',
    about: 'say it and go on speaking: an update_only, which asks for nothing',
    read: content => ({ do: 'update', content }),
  },
  cut: {
    usage: '/cut',
    about: 'break the connection (1006) and dial again, as Retell does',
    read: alone({ do: 'cut' }),
  },
  transcript: {
    usage: '/transcript',
    about: 'show what was said, as the server is told it',
    read: alone({ do: 'transcript' }),
  },
  frames: {
    usage: '/frames on|off',
    about: 'show every frame, or no longer',
    read: rest =>
      rest === 'on' || rest === 'off'
        ? { do: 'frames', shown: rest === 'on' }
        : refuse('/frames on, or /frames off'),
  },
  save: {
    usage: '/save FILE',
    about: 'write the transcript to a file; as JSON if its name ends in .json',
    read: file => (file === '' ? refuse('say where to: /save FILE') : { do: 'save', file }),
  },
  help: { usage: '/help', about: 'show this', read: alone({ do: 'help' }) },
  hangup: { usage: '/hangup', about: 'hang up; so do Ctrl-C and Ctrl-D', read: alone({ do: 'hang_up' }) },
}

/** A line that begins with a slash is a command, unless the slash is doubled: then it is said with one. */
export function commandOf(line: string): Command {
  const text = line.trim()
  if (text === '') return { do: 'nothing' }
  if (text.startsWith('//')) return { do: 'say', content: text.slice(1) }
  if (!text.startsWith('/')) return { do: 'say', content: text }
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined
  return form ? form.read(rest) : refuse(unknown(name))
}

function unknown(name: string): string {
  const meant = Object.keys(forms).find(known => editDistance(name, known) <= ALIKE)
  const hint = meant ? `did you mean /${meant}?` : '/help lists the commands'
  return `there is no command /${name}; ${hint}`
}

function silence(rest: string): Command {
  if (rest === '') return { do: 'silence' }
  const seconds = /^(\d+(?:\.\d+)?)s?$/.exec(rest)?.[1]
  return seconds !== undefined && Number(seconds) > 0 && Number(seconds) <= MAX_SILENCE_S
    ? { do: 'silence', forMs: Math.round(Number(seconds) * 1_000) }
    : refuse(`the seconds must be a number above 0, up to ${MAX_SILENCE_S}: /silence 12`)
}
