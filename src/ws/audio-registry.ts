// The audio WebSockets of calls, by call: which of them is the caller's end, who is told what, and what follows when one
// goes. They live in memory alone.

import type { AudioForm } from '../audio/audio-form.ts'
import type { Call } from '../contract.ts'
import type { Journal } from '../journal.ts'
import type { FrameTranscript } from '../store/frame-text.ts'
import type { World } from '../world.ts'
import { type AudibleCall, AudioClient } from './audio-client.ts'
import type { Connection } from './connection.ts'

/** So many may hear one call: the number is a guess, by that of those who may watch one. */
export const MAX_AUDIO_CLIENTS = 5

export interface AudioParts {
  journal: Pick<Journal, 'report'>
  afterCommit(work: () => void): void
  /** A call at this moment; undefined when it does not go on. */
  audible(world: World, callId: string): AudibleCall | undefined
  /** What was said in a call that is just ending. */
  lastTranscript(world: World, callId: string): FrameTranscript
  /** Somebody hears the call from here on. */
  joined(world: World, callId: string): void
  /** The caller's end is gone. */
  left(world: World, callId: string): void
}

export interface AudioOrder {
  callId: string
  form: AudioForm
  updates: boolean
  /** Whether this may be the caller's end: it is unless somebody else is. */
  takesCaller: boolean
}

interface Party {
  clients: Set<AudioClient>
  caller: AudioClient | undefined
}

export class AudioRegistry {
  readonly #parts: AudioParts
  readonly #parties = new Map<string, Party>()

  constructor(parts: AudioParts) {
    this.#parts = parts
  }

  isWatched(world: World, callId: string): boolean {
    return this.#parties.has(keyOf(world, callId))
  }

  isFull(world: World, callId: string): boolean {
    return (this.#parties.get(keyOf(world, callId))?.clients.size ?? 0) >= MAX_AUDIO_CLIENTS
  }

  /** Lets somebody hear a call, which begins if it waits for that. */
  join(world: World, { callId, form, updates, takesCaller }: AudioOrder, connection: Connection): void {
    const key = keyOf(world, callId)
    const party: Party = this.#parties.get(key) ?? { clients: new Set(), caller: undefined }
    this.#parties.set(key, party)
    const client = new AudioClient({
      connection,
      form,
      updates,
      ready: () => this.#tell(world, callId, client),
      gone: code => this.#gone(world, callId, client, code),
    })
    party.clients.add(client)
    const isCaller = takesCaller && party.caller === undefined
    if (isCaller) party.caller = client
    const { audio_websocket_protocol: protocol, audio_encoding: encoding, sample_rate: rate } = form
    const whose = isCaller ? "the caller's" : "a listener's"
    this.#report(callId, `audio socket open, ${whose}: ${protocol}, ${encoding}, ${rate} Hz`)
    this.#parts.joined(world, callId)
    client.listen()
  }

  /** Tells, once the present transaction is committed, what is new. */
  changed(world: World, callId: string): void {
    const key = keyOf(world, callId)
    if (!this.#parties.has(key)) return
    this.#parts.afterCommit(() => {
      const clients = this.#parties.get(key)?.clients
      const call = clients && this.#parts.audible(world, callId)
      if (call) for (const client of [...clients]) client.tell(call)
    })
  }

  /** Says goodbye, once the present transaction is committed, to whoever heard a call that is over. */
  ended(
    world: World,
    { call_id: callId, disconnection_reason: reason }: Pick<Call, 'call_id' | 'disconnection_reason'>,
  ): void {
    const key = keyOf(world, callId)
    if (!this.#parties.has(key)) return
    // Read now: after the transaction the transcript is the call's. One that was deleted has none, and no reason either.
    const transcript = reason && this.#parts.lastTranscript(world, callId)
    this.#parts.afterCommit(() => this.#dismiss(key, transcript))
  }

  /** Hands on what an LLM server has for the page of a web call. */
  metadata(world: World, callId: string, metadata: Record<string, unknown>): void {
    for (const client of this.#parties.get(keyOf(world, callId))?.clients ?? []) client.metadata(metadata)
  }

  /** Says goodbye to whoever heard calls of a workspace that is gone. */
  closeAllOf(world: World): void {
    for (const key of this.#parties.keys()) if (key.startsWith(`${world.id}:`)) this.#dismiss(key, undefined)
  }

  /** The mock stops: nothing follows from a connection that breaks off now, and the calls go on after a restart. */
  forgetAll(): void {
    this.#parties.clear()
  }

  #dismiss(key: string, transcript: FrameTranscript | undefined): void {
    const party = this.#parties.get(key)
    this.#parties.delete(key)
    const callId = key.slice(key.indexOf(':') + 1)
    for (const client of party?.clients ?? []) {
      client.end(transcript)
      this.#reportClosed(callId, client, 'call_ended')
    }
  }

  #tell(world: World, callId: string, client: AudioClient): void {
    if (!this.#parties.get(keyOf(world, callId))?.clients.has(client)) return
    const call = this.#parts.audible(world, callId)
    if (call) client.tell(call)
  }

  /** A caller that goes has hung up; one that was let go because it does not read has not, however fast the clock is moved. */
  #gone(world: World, callId: string, client: AudioClient, code: number | undefined): void {
    const key = keyOf(world, callId)
    const party = this.#parties.get(key)
    if (!party?.clients.delete(client)) return
    if (party.clients.size === 0) this.#parties.delete(key)
    const why = code === undefined ? 'it did not read what it was sent' : String(code)
    this.#reportClosed(callId, client, why)
    if (party.caller !== client) return
    party.caller = undefined
    if (code !== undefined) this.#parts.left(world, callId)
  }

  #reportClosed(callId: string, { soundBytes }: AudioClient, why: string): void {
    this.#report(callId, `audio socket closed: ${why}, ${soundBytes} bytes of sound had come`)
  }

  #report(callId: string, text: string): void {
    this.#parts.journal.report({ type: 'call', callId, text })
  }
}

const keyOf = (world: World, callId: string) => `${world.id}:${callId}`
