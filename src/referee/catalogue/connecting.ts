// Checks of the socket: that it opens, greets, lives and closes as agreed.

import type { Check } from './check.ts'

export const connectingChecks = {
  'accepts-the-upgrade': {
    theme: 'connecting',
    title: 'accepts a WebSocket at {url}/{call_id} within seven seconds',
    retell: 'Retell dials three times, seven seconds each, then the call ends as error_llm_websocket_open.',
    change:
      'Accept upgrades below your configured path, with the call id as the last segment; do slow work after accepting.',
  },
  'takes-any-call-id': {
    theme: 'connecting',
    title: 'takes any call id, and a query behind it',
    retell: 'Retell makes the call id anew for every call and keeps the query string of your URL behind it.',
    change:
      'Read the id from the last segment of the path, not by a fixed pattern, and parse the query on its own.',
  },
  'sets-its-config-first': {
    theme: 'connecting',
    title: 'sends its config first, once, with booleans',
    retell: 'The switches count from the moment they arrive: what should have come before them has not.',
    change: 'Send one config as the first frame of each connection, with true or false for each switch.',
  },
  greets: {
    theme: 'connecting',
    title: 'sends a begin message, id 0, and completes it',
    retell: 'Retell waits in silence for response 0 before the agent says anything.',
    change: 'Send response_id 0 with content_complete true; an empty content lets the caller speak first.',
  },
  'greets-once': {
    theme: 'connecting',
    title: 'greets once, with id 0 only',
    retell:
      'A second begin message is dropped; under a live id it would be spoken in the middle of the call.',
    change: 'Send the begin message once a connection, always with response_id 0.',
  },
  'echoes-pings': {
    theme: 'connection',
    title: 'echoes ping_pong within five seconds, also while it answers',
    retell:
      'After five seconds without one Retell reconnects, twice; then error_llm_websocket_lost_connection.',
    change:
      'Answer pings from the read loop at once, and run the model beside it. WebSocket pings do not count.',
  },
  'asks-for-keepalive': {
    theme: 'connection',
    title: 'asks for keepalives (auto_reconnect)',
    retell: 'Without them Retell notices a dead connection late and does not mend it.',
    change: 'Send config with auto_reconnect true and echo every ping_pong.',
  },
  'sends-no-unasked-pongs': {
    theme: 'connection',
    title: 'sends ping_pong only where it asked for pings',
    retell:
      'Retell sends no pings unless auto_reconnect is true; a server that counts on them hangs up on itself.',
    change: 'Set auto_reconnect true, or leave ping_pong out.',
  },
  'survives-a-cut': {
    theme: 'connection',
    title: 'takes the same call again after the connection broke',
    retell: 'Retell dials the same URL again, up to four times after 1006; ids go on where they were.',
    change: 'Keep the state by call id, accept the id again, send config anew and answer the next request.',
  },
  'closes-with-meaning': {
    theme: 'connection',
    title: 'never closes the socket but to hang up, with 1000',
    retell:
      '1000 ends the call as agent_hangup, no code as error_llm_websocket_open, others as error_llm_websocket_runtime.',
    change: 'Leave the socket open; end a call with end_call. Catch errors instead of letting them close it.',
  },
  'keeps-calls-apart': {
    theme: 'connection',
    title: 'keeps twenty calls at once apart',
    retell: 'Each call has a socket of its own; what crosses over is heard by the wrong caller.',
    change: 'Keep all state of a call with its socket or its call id, none in globals.',
  },
  'ends-when-hung-up': {
    theme: 'connection',
    title: 'lets go when Retell hangs up',
    retell: 'There is no frame that says so: the socket closes, and that is all.',
    change: 'Stop model and tools when the socket closes, and let the close handshake finish.',
  },
  'guards-its-door': {
    theme: 'connecting',
    title: 'lets in Retell only',
    retell: 'Retell sends no key: whoever knows the URL can talk to your server.',
    change:
      'Put a secret into the path or the query, serve wss:, and let in the address that Retell publishes.',
  },
  'lasts-long-calls': {
    theme: 'connection',
    title: 'holds a long call',
    retell: 'A call may last two hours; a host that cuts connections after some minutes ends it.',
    change: 'Raise the idle and lifetime limits of your host or proxy.',
  },
} as const satisfies Record<string, Check>
