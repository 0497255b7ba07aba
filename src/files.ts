// Downloads that need no key because their folder cannot be guessed, as on the live service: a call's recordings,
// made from its words when somebody asks, and its log.

import type { Hono } from 'hono'
import { type ByteRange, readRange } from './byte-range.ts'
import type { Call } from './contract.ts'
import { exportFile } from './export-file.ts'
import { recordingOf } from './lifecycle/recording.ts'
import { callInFolder } from './store/calls.ts'
import type { Sql } from './store/database.ts'

const CHUNK_BYTES = 256 * 1024

export function mountFiles(app: Hono, sql: Sql): void {
  app.get('/files/:folder/:name', context => {
    const { folder, name } = context.req.param()
    const table = name === 'export.csv' ? exportFile(sql, folder) : undefined
    if (table !== undefined) return context.text(table, 200, { 'content-type': 'text/csv; charset=utf-8' })
    const call = callInFolder(sql, folder)
    if (call && name === 'recording.wav') return sendRecording(call, 1, context.req.header('range'))
    if (call && name === 'recording_multichannel.wav')
      return sendRecording(call, 2, context.req.header('range'))
    if (call && name === 'public.log') return context.text(logOf(call))
    return context.json({ status: 'error', message: 'Not Found' }, 404)
  })
}

/** A WAV as long as the call, whole or the asked range of it, never held in memory at once. */
function sendRecording(call: Call, channels: 1 | 2, rangeHeader: string | undefined): Response {
  const recording = recordingOf(
    { durationMs: call.duration_ms ?? 0, utterances: call.transcript_object ?? [] },
    channels,
  )
  const range = readRange(rangeHeader, recording.size)
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${recording.size}` } })
  }
  const { from, to } = range ?? { from: 0, to: recording.size }
  return new Response(chunksOf(recording, { from, to }), {
    status: range ? 206 : 200,
    headers: {
      'content-type': 'audio/wav',
      'content-length': String(to - from),
      'accept-ranges': 'bytes',
      ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${recording.size}` } : {}),
    },
  })
}

function chunksOf(
  recording: ReturnType<typeof recordingOf>,
  { from, to }: ByteRange,
): ReadableStream<Uint8Array> {
  let at = from
  return new ReadableStream({
    pull(controller) {
      const end = Math.min(at + CHUNK_BYTES, to)
      if (at < end) controller.enqueue(recording.slice(at, end))
      at = end
      if (at >= to) controller.close()
    },
  })
}

/** The call's public log: what happened when, a line each. */
function logOf(call: Call): string {
  const stamp = (ms: number | undefined) => (ms === undefined ? '-' : new Date(ms).toISOString())
  const lines = [
    `${stamp(call.start_timestamp)} call ${call.call_id} started, agent ${call.agent_id} version ${call.agent_version}`,
    ...(call.transcript_object ?? []).map(({ role, content, words }) => {
      const second = words?.[0]?.start ?? 0
      return `${stamp((call.start_timestamp ?? 0) + Math.round(second * 1000))} ${role}: ${content}`
    }),
    `${stamp(call.end_timestamp)} call ended, ${call.disconnection_reason ?? 'no reason given'}`,
  ]
  return `${lines.join('\n')}\n`
}
