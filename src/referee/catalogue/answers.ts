// Checks of the conversation: that each request has its answer.

import type { Check } from './check.ts'

export const answersChecks = {
  'answers-with-the-asked-id': {
    theme: 'answers',
    title: 'answers with the id that was asked',
    retell: 'Content for any other id is dropped silently, and the caller hears nothing.',
    change: 'Echo the response_id of the request that you are answering.',
  },
  'completes-each-answer': {
    theme: 'answers',
    title: 'ends each answer with content_complete: true',
    retell:
      'Retell waits for the rest: it asks nothing more and sends no reminder until the caller speaks again.',
    change: 'Send a last frame with content_complete true on every path, errors included.',
  },
  'answers-odd-requests': {
    theme: 'answers',
    title: 'answers a request that its model cannot digest, too',
    retell: 'Retell has no fallback: the caller hears silence until they speak again.',
    change: 'Catch failures of your model and answer with a sentence of your own and content_complete true.',
  },
  'stops-after-complete': {
    theme: 'answers',
    title: 'sends nothing for an id that is complete',
    retell: 'Retell drops whatever comes after content_complete.',
    change: 'Set content_complete true on the last frame only, and send nothing after it.',
  },
  'stops-when-superseded': {
    theme: 'answers',
    title: 'stops an answer that is no longer wanted',
    retell: 'Retell drops it: your model is paid for words that nobody hears.',
    change: 'Abort the running answer when a newer request comes.',
  },
  'answers-the-newest': {
    theme: 'answers',
    title: 'answers the newest request although an older one is running',
    retell: 'Only the newest id is spoken: without its answer the caller waits in silence.',
    change: 'Handle each request on its own; do not ignore a request because another is under way.',
  },
  'answers-reminders': {
    theme: 'answers',
    title: 'answers reminder_required like any request',
    retell: 'A reminder that is not answered leaves a silent caller in silence.',
    change: 'Answer reminder_required with its response_id, in words of its own.',
  },
  'keeps-quiet-on-updates': {
    theme: 'answers',
    title: 'keeps quiet on update_only and call_details',
    retell:
      'They have no response_id; what is sent for them is dropped, or takes the place of a real answer.',
    change: 'Only response_required and reminder_required are to be answered.',
  },
  'reads-odd-transcripts': {
    theme: 'answers',
    title: 'reads the transcripts that real calls have',
    retell:
      'Unintelligible audio, blank turns, two turns of one speaker in a row and missing words are ordinary.',
    change:
      'Read the transcript leniently: merge turns of a speaker, skip blank ones, expect new fields and roles.',
  },
  'ignores-unknown-frames': {
    theme: 'answers',
    title: 'ignores frames of an unknown interaction_type',
    retell: 'Retell adds kinds of frames without notice; closing on one ends the call.',
    change: 'Ignore what you do not know.',
  },
  'repeats-itself': {
    theme: 'answers',
    title: 'gives a request that comes twice the same answer',
    retell: 'Only the first complete answer to an id is spoken; the second is dropped.',
    change: 'Ignore a response_id that you have answered already.',
  },
} as const satisfies Record<string, Check>
