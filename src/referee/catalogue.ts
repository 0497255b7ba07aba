// Everything that the referee knows to ask of a custom-LLM server: what is asked, what Retell would do where it is not so,
// and what to change. How it is found out is in rules/ and in the test calls of check-llm.

export type Severity = 'error' | 'warning' | 'advice'

export interface Check {
  /** What a server that is right does. */
  title: string
  /** What Retell does otherwise. */
  retell: string
  change: string
}

export const checks = {
  'accepts-the-upgrade': {
    title: 'accepts a WebSocket at {url}/{call_id} within seven seconds',
    retell: 'Retell dials three times, seven seconds each, then the call ends as error_llm_websocket_open.',
    change:
      'Accept upgrades below your configured path, with the call id as the last segment; do slow work after accepting.',
  },
  'takes-any-call-id': {
    title: 'takes any call id, and a query behind it',
    retell: 'Retell makes the call id anew for every call and keeps the query string of your URL behind it.',
    change:
      'Read the id from the last segment of the path, not by a fixed pattern, and parse the query on its own.',
  },
  'sends-text-frames': {
    title: 'sends text frames only',
    retell: 'Retell closes the socket with 1007 and the call ends as error_llm_websocket_corrupt_payload.',
    change: 'Send JSON as a string, not as a buffer or bytes.',
  },
  'sends-json-objects': {
    title: 'sends one JSON object a frame',
    retell: 'Retell logs "Error in parsing LLM websocket message" and drops the frame.',
    change: 'Serialise each message with JSON.stringify or json.dumps, one object a frame.',
  },
  'names-the-response-type': {
    title: 'names the response_type of every frame',
    retell: 'Retell takes a frame without one for a response.',
    change: 'Set response_type on every frame.',
  },
  'uses-known-response-types': {
    title: 'uses the response types that Retell knows',
    retell: 'Retell ignores a frame of a type that it does not know.',
    change:
      'Use config, ping_pong, response, agent_interrupt, tool_call_invocation, tool_call_result, update_agent or metadata.',
  },
  'sets-its-config-first': {
    title: 'sends its config first, once, with booleans',
    retell: 'The switches count from the moment they arrive: what should have come before them has not.',
    change: 'Send one config as the first frame of each connection, with true or false for each switch.',
  },
  greets: {
    title: 'sends a begin message, id 0, and completes it',
    retell: 'Retell waits in silence for response 0 before the agent says anything.',
    change: 'Send response_id 0 with content_complete true; an empty content lets the caller speak first.',
  },
  'greets-once': {
    title: 'greets once, with id 0 only',
    retell:
      'A second begin message is dropped; under a live id it would be spoken in the middle of the call.',
    change: 'Send the begin message once a connection, always with response_id 0.',
  },
  'types-its-fields': {
    title: 'gives response_id, content and content_complete their types',
    retell: 'Retell drops the frame without a word to your server.',
    change:
      'response_id is an integer, content a string, content_complete a boolean: "true" and "1" are not.',
  },
  'answers-with-the-asked-id': {
    title: 'answers with the id that was asked',
    retell: 'Content for any other id is dropped silently, and the caller hears nothing.',
    change: 'Echo the response_id of the request that you are answering.',
  },
  'completes-each-answer': {
    title: 'ends each answer with content_complete: true',
    retell:
      'Retell waits for the rest: it asks nothing more and sends no reminder until the caller speaks again.',
    change: 'Send a last frame with content_complete true on every path, errors included.',
  },
  'answers-odd-requests': {
    title: 'answers a request that its model cannot digest, too',
    retell: 'Retell has no fallback: the caller hears silence until they speak again.',
    change: 'Catch failures of your model and answer with a sentence of your own and content_complete true.',
  },
  'stops-after-complete': {
    title: 'sends nothing for an id that is complete',
    retell: 'Retell drops whatever comes after content_complete.',
    change: 'Set content_complete true on the last frame only, and send nothing after it.',
  },
  'stops-when-superseded': {
    title: 'stops an answer that is no longer wanted',
    retell: 'Retell drops it: your model is paid for words that nobody hears.',
    change: 'Abort the running answer when a newer request comes.',
  },
  'answers-the-newest': {
    title: 'answers the newest request although an older one is running',
    retell: 'Only the newest id is spoken: without its answer the caller waits in silence.',
    change: 'Handle each request on its own; do not ignore a request because another is under way.',
  },
  'answers-reminders': {
    title: 'answers reminder_required like any request',
    retell: 'A reminder that is not answered leaves a silent caller in silence.',
    change: 'Answer reminder_required with its response_id, in words of its own.',
  },
  'keeps-quiet-on-updates': {
    title: 'keeps quiet on update_only and call_details',
    retell:
      'They have no response_id; what is sent for them is dropped, or takes the place of a real answer.',
    change: 'Only response_required and reminder_required are to be answered.',
  },
  'echoes-pings': {
    title: 'echoes ping_pong within five seconds, also while it answers',
    retell:
      'After five seconds without one Retell reconnects, twice; then error_llm_websocket_lost_connection.',
    change:
      'Answer pings from the read loop at once, and run the model beside it. WebSocket pings do not count.',
  },
  'asks-for-keepalive': {
    title: 'asks for keepalives (auto_reconnect)',
    retell: 'Without them Retell notices a dead connection late and does not mend it.',
    change: 'Send config with auto_reconnect true and echo every ping_pong.',
  },
  'sends-no-unasked-pongs': {
    title: 'sends ping_pong only where it asked for pings',
    retell:
      'Retell sends no pings unless auto_reconnect is true; a server that counts on them hangs up on itself.',
    change: 'Set auto_reconnect true, or leave ping_pong out.',
  },
  'survives-a-cut': {
    title: 'takes the same call again after the connection broke',
    retell: 'Retell dials the same URL again, up to four times after 1006; ids go on where they were.',
    change: 'Keep the state by call id, accept the id again, send config anew and answer the next request.',
  },
  'closes-with-meaning': {
    title: 'never closes the socket but to hang up, with 1000',
    retell:
      '1000 ends the call as agent_hangup, no code as error_llm_websocket_open, others as error_llm_websocket_runtime.',
    change: 'Leave the socket open; end a call with end_call. Catch errors instead of letting them close it.',
  },
  'takes-one-action': {
    title: 'asks for one action an answer, on its last frame',
    retell: 'Of end_call, transfer_number and digit_to_press only the first counts.',
    change: 'Set one of them, on the frame that has content_complete true.',
  },
  'says-goodbye': {
    title: 'says something before it hangs up or transfers',
    retell: 'An action without words happens at once: the caller is cut off in silence.',
    change:
      'Say goodbye in the same answer, with no_interruption_allowed true so that it is heard to its end.',
  },
  'formats-numbers-and-keys': {
    title: 'gives numbers as E.164 or sip:, keys as 0-9*#',
    retell: 'A transfer to anything else fails, and a key that does not exist is not pressed.',
    change:
      'Write +15550100 style numbers or sip: addresses; press digits, * and # (with w or , to wait) without words.',
  },
  'repeats-a-dropped-action': {
    title: 'hangs up when asked again after a barge-in',
    retell: 'A caller who cuts in drops the pending end_call; the next answer must set it again.',
    change: 'Decide on end_call for each answer anew; do not remember that it was sent.',
  },
  'forms-tool-calls': {
    title: 'forms tool_call_invocation as Retell records it',
    retell: 'Retell drops a frame whose fields have other types.',
    change: 'tool_call_id and name are strings, arguments is a string that holds a JSON object.',
  },
  'pairs-tool-results': {
    title: 'gives each tool call its result, under its id',
    retell: 'The transcript shows a call without an outcome, or an outcome of nothing.',
    change:
      'Send tool_call_result with the tool_call_id of the invocation, a new id for each, and successful.',
  },
  'bridges-tool-silence': {
    title: 'says something while a tool runs',
    retell: 'Retell adds no words of its own: the caller hears silence until the tool is done.',
    change: 'Send a holding sentence first, then the tool frames, then the rest under the same id.',
  },
  'runs-tools-once': {
    title: 'runs a tool once for one wish of the caller',
    retell: 'Retell asks eagerly: a superseded request and its successor carry the same wish.',
    change: 'Make tools idempotent, or wait until the request is the newest before a tool with effects runs.',
  },
  'forms-interrupts': {
    title: 'forms agent_interrupt with an integer id, and completes it',
    retell: 'Retell drops a frame without interrupt_id or content_complete; nothing is said.',
    change: 'Send interrupt_id (integer), content, content_complete, and no_interruption_allowed true.',
  },
  'updates-within-range': {
    title: 'updates the agent within the ranges',
    retell: 'A value out of its range is not taken.',
    change:
      'responsiveness and interruption_sensitivity from 0 to 1, reminder_trigger_ms above 0, reminder_max_count a whole number from 0.',
  },
  'sends-metadata-objects': {
    title: 'sends metadata as an object',
    retell: 'The browser of a web call is told nothing.',
    change: 'Put an object into metadata.',
  },
  'reads-odd-transcripts': {
    title: 'reads the transcripts that real calls have',
    retell:
      'Unintelligible audio, blank turns, two turns of one speaker in a row and missing words are ordinary.',
    change:
      'Read the transcript leniently: merge turns of a speaker, skip blank ones, expect new fields and roles.',
  },
  'ignores-unknown-frames': {
    title: 'ignores frames of an unknown interaction_type',
    retell: 'Retell adds kinds of frames without notice; closing on one ends the call.',
    change: 'Ignore what you do not know.',
  },
  'answers-in-time': {
    title: 'has its first sentence ready in a second and a half',
    retell: 'The agent begins to speak with the first whole sentence: until then there is silence.',
    change: 'Stream the answer as the model makes it, first sentence first.',
  },
  'speaks-plainly': {
    title: 'sends words that can be spoken',
    retell: 'Retell speaks what you send: asterisks, lists, links, emoji and stage directions included.',
    change: 'Ask the model for plain spoken sentences, and send chunks with the blanks between them.',
  },
  'keeps-calls-apart': {
    title: 'keeps twenty calls at once apart',
    retell: 'Each call has a socket of its own; what crosses over is heard by the wrong caller.',
    change: 'Keep all state of a call with its socket or its call id, none in globals.',
  },
  'ends-when-hung-up': {
    title: 'lets go when Retell hangs up',
    retell: 'There is no frame that says so: the socket closes, and that is all.',
    change: 'Stop model and tools when the socket closes, and let the close handshake finish.',
  },
  'guards-its-door': {
    title: 'lets in Retell only',
    retell: 'Retell sends no key: whoever knows the URL can talk to your server.',
    change:
      'Put a secret into the path or the query, serve wss:, and let in the address that Retell publishes.',
  },
  'lasts-long-calls': {
    title: 'holds a long call',
    retell: 'A call may last two hours; a host that cuts connections after some minutes ends it.',
    change: 'Raise the idle and lifetime limits of your host or proxy.',
  },
  'repeats-itself': {
    title: 'gives a request that comes twice the same answer',
    retell: 'Only the first complete answer to an id is spoken; the second is dropped.',
    change: 'Ignore a response_id that you have answered already.',
  },
  'keeps-frames-small': {
    title: 'keeps frames below 64 KiB and in order',
    retell: 'A large frame delays speech and may be dropped.',
    change: 'Send an answer in chunks of a sentence or less.',
  },
} as const satisfies Record<string, Check>

export type CheckName = keyof typeof checks

export const checkNames = Object.keys(checks) as CheckName[]

/** Something that was seen and is not as it should be. */
export interface Remark {
  check: CheckName
  severity: Severity
  /** A sentence about what was seen. */
  seen: string
  /** Which frame of the log shows it, counted from 0. */
  frame?: number
}
