// Checks of single frames: that Retell can read them.

import type { Check } from './check.ts'

export const framesChecks = {
  'sends-text-frames': {
    theme: 'frames',
    title: 'sends text frames only',
    retell: 'Retell closes the socket with 1007 and the call ends as error_llm_websocket_corrupt_payload.',
    change: 'Send JSON as a string, not as a buffer or bytes.',
  },
  'sends-json-objects': {
    theme: 'frames',
    title: 'sends one JSON object a frame',
    retell: 'Retell logs "Error in parsing LLM websocket message" and drops the frame.',
    change: 'Serialise each message with JSON.stringify or json.dumps, one object a frame.',
  },
  'names-the-response-type': {
    theme: 'frames',
    title: 'names the response_type of every frame',
    retell: 'Retell takes a frame without one for a response.',
    change: 'Set response_type on every frame.',
  },
  'uses-known-response-types': {
    theme: 'frames',
    title: 'uses the response types that Retell knows',
    retell: 'Retell ignores a frame of a type that it does not know.',
    change:
      'Use config, ping_pong, response, agent_interrupt, tool_call_invocation, tool_call_result, update_agent or metadata.',
  },
  'types-its-fields': {
    theme: 'frames',
    title: 'gives response_id, content and content_complete their types',
    retell: 'Retell drops the frame without a word to your server.',
    change:
      'response_id is an integer, content a string, content_complete a boolean: "true" and "1" are not.',
  },
  'forms-interrupts': {
    theme: 'frames',
    title: 'forms agent_interrupt with an integer id, and completes it',
    retell: 'Retell drops a frame without interrupt_id or content_complete; nothing is said.',
    change: 'Send interrupt_id (integer), content, content_complete, and no_interruption_allowed true.',
  },
  'updates-within-range': {
    theme: 'frames',
    title: 'updates the agent within the ranges',
    retell: 'A value out of its range is not taken.',
    change:
      'responsiveness and interruption_sensitivity from 0 to 1, reminder_trigger_ms above 0, reminder_max_count a whole number from 0.',
  },
  'sends-metadata-objects': {
    theme: 'frames',
    title: 'sends metadata as an object',
    retell: 'The browser of a web call is told nothing.',
    change: 'Put an object into metadata.',
  },
  'keeps-frames-small': {
    theme: 'frames',
    title: 'keeps frames below 64 KiB and in order',
    retell: 'A large frame delays speech and may be dropped.',
    change: 'Send an answer in chunks of a sentence or less.',
  },
} as const satisfies Record<string, Check>
