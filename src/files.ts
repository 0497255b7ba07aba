// Downloads that need no key because their folder cannot be guessed, as on the live service: a call's recordings,
// made from its words when somebody asks, and its log; what was uploaded; and how each voice sounds.

import type { Hono } from 'hono'
import { type ByteRange, readRange } from './byte-range.ts'
import type { Call } from './contract.ts'
import { exportFile } from './export-file.ts'
import { previewOf, type Recording, recordingOf } from './lifecycle/recording.ts'
import { builtInVoice } from './routes/voice-catalogue.ts'
import { callInFolder } from './store/calls.ts'
import type { Sql } from './store/database.ts'
import { fileInFolder, type StoredFile } from './store/files.ts'
import { contentsBytes } from './store/uploads.ts'
import { voiceInAnyWorkspace } from './store/voices.ts'

const CHUNK_BYTES = 256 * 1024

export function mountFiles(app: Hono, sql: Sql): void {
  app.get('/files/:folder/:name', context => {
    const { folder, name } = context.req.param()
    const table = name === 'export.csv' ? exportFile(sql, folder) : undefined
    if (table !== undefined) return context.text(table, 200, { 'content-type': 'text/csv; charset=utf-8' })
    const range = context.req.header('range')
    if (folder === 'voices') {
      const voiceId = /^(.+)\.wav$/.exec(name)?.[1] ?? ''
      const voice = builtInVoice(voiceId) ?? voiceInAnyWorkspace(sql, voiceId)
      if (voice) return sendSound(previewOf(voice.gender), range)
    }
    const call = callInFolder(sql, folder)
    if (call && name === 'recording.wav') return sendSound(soundOf(call, 1), range)
    if (call && name === 'recording_multichannel.wav') return sendSound(soundOf(call, 2), range)
    if (call && name === 'public.log') return context.text(logOf(call))
    const file = call ? undefined : fileInFolder(sql, folder)
    if (file?.name === name) return sendFile(sql, file, range)
    return context.json({ status: 'error', message: 'Not Found' }, 404)
  })
}

const soundOf = ({ duration_ms, transcript_object }: Call, channels: 1 | 2): Recording =>
  recordingOf({ durationMs: duration_ms ?? 0, utterances: transcript_object ?? [] }, channels)

const sendSound = (sound: Recording, range: string | undefined): Response =>
  send({ ...sound, headers: { 'content-type': 'audio/wav' } }, range)

/** What a client uploaded is shown to nobody as a page of this origin. */
const sendFile = (sql: Sql, file: StoredFile, range: string | undefined): Response =>
  send(
    {
      size: file.size,
      slice: (from, to) => contentsBytes(sql, file, from, to),
      headers: {
        'content-type': file.type,
        'x-content-type-options': 'nosniff',
        'content-security-policy': 'sandbox',
      },
    },
    range,
  )

interface Download extends Recording {
  headers: Record<string, string>
}

/** The whole or the asked range of it, never held in memory at once. `slice` may give less than asked, but not nothing. */
function send(download: Download, rangeHeader: string | undefined): Response {
  const { size, headers } = download
  const range = readRange(rangeHeader, size)
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
  }
  const { from, to } = range ?? { from: 0, to: size }
  return new Response(chunksOf(download, { from, to }), {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'content-length': String(to - from),
      'accept-ranges': 'bytes',
      ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}),
    },
  })
}

function chunksOf(download: Download, { from, to }: ByteRange): ReadableStream<Uint8Array> {
  let at = from
  return new ReadableStream({
    pull(controller) {
      if (at >= to) return controller.close()
      const chunk = download.slice(at, Math.min(at + CHUNK_BYTES, to))
      // A file that was deleted while it is read ends in the middle.
      if (chunk.byteLength === 0) return controller.error(new Error('the file is gone'))
      controller.enqueue(chunk)
      at += chunk.byteLength
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
