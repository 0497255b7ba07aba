// One client of an audio WebSocket: it is sent the agent's sound and what goes with it, in the form of the call, and what
// it sends is counted. It knows no call and no lifecycle.

import type { AudioForm } from '../audio/audio-form.ts'
import { encoded } from '../audio/encoding.ts'
import { clearMessage, heardIn, soundMessages } from '../audio/messages.ts'
import { instrumentAt } from '../audio/tones.ts'
import { type FrameTranscript, frameText } from '../store/frame-text.ts'
import { type Connection, MAX_UNREAD_BYTES } from './connection.ts'
import { type Audible, Playback } from './playback.ts'

/** A call that goes on, as a client is told of it. */
export interface AudibleCall extends Audible {
  /** What was said so far. */
  transcript(): FrameTranscript
}

export interface AudioClientParts {
  connection: Connection
  form: AudioForm
  /** JSON frames tell of the transcript and of metadata. */
  updates: boolean
  /** The client is ready to hear the call from here on. */
  ready(): void
  /** It wants no more, or is gone: with its own close code, or undefined for one that does not read what it is sent. */
  gone(code: number | undefined): void
}

/** A minute of sound, which may be sent at once, fits between this and what breaks a connection. */
const MAX_BACKLOG_BYTES = MAX_UNREAD_BYTES / 2
/** The parts of one message of sound go out in one write. */
const SAME_WRITE_MS = 1

export class AudioClient {
  /** How many bytes of sound have come from it. */
  soundBytes = 0
  readonly #parts: AudioClientParts
  readonly #playback: Playback
  /** How the client calls its stream; a Twilio client says so first, and can play nothing before. */
  #streamId: string | undefined
  #told = textOf({ spoken: '', all: '' })
  #turn: 'agent' | 'user' | undefined

  constructor(parts: AudioClientParts) {
    this.#parts = parts
    this.#playback = new Playback(instrumentAt(parts.form.sample_rate))
    if (parts.form.audio_websocket_protocol !== 'twilio') this.#streamId = ''
  }

  /** Hears the client from here on. */
  listen(): void {
    const { connection, gone } = this.#parts
    connection.listen({
      text: message => this.#hear(message),
      binary: bytes => {
        this.soundBytes += bytes
      },
      closed: code => gone(code),
    })
  }

  /** Tells what is new of a call that goes on. */
  tell(call: AudibleCall): void {
    this.#play(call)
    if (this.#parts.updates) this.#update(call.transcript(), call.speech?.role)
  }

  metadata(metadata: Record<string, unknown>): void {
    if (this.#parts.updates) this.#send(JSON.stringify({ event_type: 'metadata', metadata }))
  }

  /** The call is over, with this transcript if it is known. */
  end(transcript: FrameTranscript | undefined): void {
    if (transcript && this.#parts.updates) this.#update(transcript, undefined)
    this.#parts.connection.peer.close(1000, 'call_ended')
  }

  #play(call: AudibleCall): void {
    const { form, connection } = this.#parts
    if (this.#streamId === undefined) return
    const { drop, samples } = this.#playback.next(call)
    if (drop) this.#send(clearMessage(form, this.#streamId))
    if (samples.length === 0 || this.#isDeaf()) return
    for (const message of soundMessages(encoded(samples, form.audio_encoding), form, this.#streamId)) {
      if (typeof message === 'string') connection.peer.send(message, SAME_WRITE_MS)
      else connection.sendBytes(message, SAME_WRITE_MS)
    }
    connection.peer.flush?.()
  }

  /** Whose turn it is stands beside the transcript when that changes. */
  #update(transcript: FrameTranscript, speaker: 'agent' | 'user' | undefined): void {
    const turn = speaker ?? this.#turn
    const text = textOf(transcript)
    const turns = turn !== this.#turn
    if (!turns && text === this.#told) return
    this.#turn = turn
    this.#told = text
    const head = JSON.stringify({ event_type: 'update', ...(turns ? { turntaking: `${turn}_turn` } : {}) })
    this.#send(frameText({ head, transcript, withTools: false }))
  }

  #hear(message: string): void {
    const heard = heardIn(message)
    switch (heard.type) {
      case 'ping':
        return this.#send('pong')
      case 'sound':
        this.soundBytes += heard.bytes
        return
      case 'start':
        if (this.#streamId !== undefined) return
        this.#streamId = heard.streamId
        return this.#parts.ready()
      case 'stop':
        this.#parts.connection.peer.close(1000)
        return this.#parts.gone(1000)
      case 'other':
    }
  }

  #send(text: string): void {
    if (!this.#isDeaf()) this.#parts.connection.peer.send(text)
  }

  /** Whoever does not read is let go. */
  #isDeaf(): boolean {
    if (this.#parts.connection.unreadBytes <= MAX_BACKLOG_BYTES) return false
    this.#parts.gone(undefined)
    this.#parts.connection.terminate()
    return true
  }
}

const textOf = ({ spoken, growing = '' }: FrameTranscript) => `${spoken} ${growing}`
