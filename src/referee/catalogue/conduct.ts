// Checks of what is said and done: actions, tools, speech.

import type { Check } from './check.ts'

export const conductChecks = {
  'takes-one-action': {
    theme: 'actions',
    title: 'asks for one action an answer, on its last frame',
    retell: 'Of end_call, transfer_number and digit_to_press only the first counts.',
    change: 'Set one of them, on the frame that has content_complete true.',
  },
  'says-goodbye': {
    theme: 'actions',
    title: 'says something before it hangs up or transfers',
    retell: 'An action without words happens at once: the caller is cut off in silence.',
    change:
      'Say goodbye in the same answer, with no_interruption_allowed true so that it is heard to its end.',
  },
  'formats-numbers-and-keys': {
    theme: 'actions',
    title: 'gives numbers as E.164 or sip:, keys as 0-9*#',
    retell: 'A transfer to anything else fails, and a key that does not exist is not pressed.',
    change:
      'Write +15550100 style numbers or sip: addresses; press digits, * and # (with w or , to wait) without words.',
  },
  'repeats-a-dropped-action': {
    theme: 'actions',
    title: 'hangs up when asked again after a barge-in',
    retell: 'A caller who cuts in drops the pending end_call; the next answer must set it again.',
    change: 'Decide on end_call for each answer anew; do not remember that it was sent.',
  },
  'forms-tool-calls': {
    theme: 'tools',
    title: 'forms tool_call_invocation as Retell records it',
    retell: 'Retell drops a frame whose fields have other types.',
    change: 'tool_call_id and name are strings, arguments is a string that holds a JSON object.',
  },
  'pairs-tool-results': {
    theme: 'tools',
    title: 'gives each tool call its result, under its id',
    retell: 'The transcript shows a call without an outcome, or an outcome of nothing.',
    change:
      'Send tool_call_result with the tool_call_id of the invocation, a new id for each, and successful.',
  },
  'bridges-tool-silence': {
    theme: 'tools',
    title: 'says something while a tool runs',
    retell: 'Retell adds no words of its own: the caller hears silence until the tool is done.',
    change: 'Send a holding sentence first, then the tool frames, then the rest under the same id.',
  },
  'runs-tools-once': {
    theme: 'tools',
    title: 'runs a tool once for one wish of the caller',
    retell: 'Retell asks eagerly: a superseded request and its successor carry the same wish.',
    change: 'Make tools idempotent, or wait until the request is the newest before a tool with effects runs.',
  },
  'answers-in-time': {
    theme: 'speech',
    title: 'has its first sentence ready in a second and a half',
    retell: 'The agent begins to speak with the first whole sentence: until then there is silence.',
    change: 'Stream the answer as the model makes it, first sentence first.',
  },
  'speaks-plainly': {
    theme: 'speech',
    title: 'sends words that can be spoken',
    retell: 'Retell speaks what you send: asterisks, lists, links, emoji and stage directions included.',
    change: 'Ask the model for plain spoken sentences, and send chunks with the blanks between them.',
  },
} as const satisfies Record<string, Check>
