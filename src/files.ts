// Downloads that need no key because their folder cannot be guessed, as on the live service: a call's recordings,
// made from its words when somebody asks, its log and what its knowledge bases gave; what was uploaded; and how each voice sounds.

import type { Hono } from 'hono'
import { type ByteRange, readRange } from './byte-range.ts'
import type { Call } from './contract.ts'
import { exportFile } from './export-file.ts'
import { CALL_FILES, type CallFile, isSignedUrl } from './lifecycle/call-links.ts'
import { callLog } from './lifecycle/call-log.ts'
import { previewOf, type Recording, recordingOf } from './lifecycle/recording.ts'
import { isUtterance, type Utterance } from './lifecycle/transcript.ts'
import { builtInVoice } from './routes/voice-catalogue.ts'
import { type CallFolder, callFolder } from './store/call-files.ts'
import type { Sql } from './store/database.ts'
import { fileInFolder, type StoredFile } from './store/files.ts'
import { contentsBytes } from './store/uploads.ts'
import { voiceInAnyWorkspace } from './store/voices.ts'
import type { World } from './world.ts'

const CHUNK_BYTES = 256 * 1024

export function mountFiles(app: Hono, sql: Sql, worldWithId: (id: number) => World | undefined): void {
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
    const ofCall = callFolder(sql, folder)
    if (ofCall) {
      const world = worldWithId(ofCall.workspace)
      if (ofCall.isSigned && !(world && isSignedUrl(world, context.req.path, context.req.query())))
        return context.text(ACCESS_DENIED, 403, { 'content-type': 'application/xml' })
      const content = contentOf(ofCall, name, world)
      if (typeof content === 'string') return context.text(content)
      if (content) return sendSound(content, range)
    }
    const file = ofCall ? undefined : fileInFolder(sql, folder)
    if (file?.name === name) return sendFile(sql, file, range)
    return context.json({ status: 'error', message: 'Not Found' }, 404)
  })
}

/** As the network that serves the live files says it. */
const ACCESS_DENIED =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>'

/** A text or a sound of a call; undefined when it is not stored, or no longer. */
function contentOf(
  { call: stored, unstored, retrieved }: CallFolder,
  name: string,
  world: World | undefined,
): string | Recording | undefined {
  const field = (Object.keys(CALL_FILES) as CallFile[]).find(file => CALL_FILES[file] === name)
  const call = field && [stored, unstored].find(form => form?.[field] !== undefined)
  if (!call) return undefined
  switch (field) {
    case 'recording_url':
      return soundOf(call, call.transcript_object, 1)
    case 'recording_multi_channel_url':
      return soundOf(call, call.transcript_object, 2)
    case 'scrubbed_recording_url':
      return soundOf(call, call.scrubbed_transcript_with_tool_calls?.filter(isUtterance), 1)
    case 'scrubbed_recording_multi_channel_url':
      return soundOf(call, call.scrubbed_transcript_with_tool_calls?.filter(isUtterance), 2)
    case 'public_log_url':
      // Frames hold what is said, and are not scrubbed.
      return callLog(call, call.transcript ? world?.store.frames.of(call.call_id) : [])
    case 'knowledge_base_retrieved_contents_url':
      return retrieved ?? ''
  }
}

const soundOf = ({ duration_ms }: Call, utterances: readonly Utterance[] = [], channels: 1 | 2): Recording =>
  recordingOf({ durationMs: duration_ms ?? 0, utterances }, channels)

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
