// What an agent's settings must be beyond their schema, and the one that is stored in another form than it is sent.

import type { Schemas } from '../contract.ts'
import { badRequest, unprocessable } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { voiceAt } from './voice-catalogue.ts'

type Fields = Schemas['AgentFields']
type Language = Fields['language']

/** What may be changed of a published version; that the description may, too, is a guess. */
const CHANGEABLE_WHEN_PUBLISHED = ['version_title', 'version_description']

/** That `multi` means ten locales is documented; which ten is not, so this list is a guess. */
const MULTI: Schemas['Language'][] = [
  'en-US',
  'es-ES',
  'fr-FR',
  'de-DE',
  'hi-IN',
  'ru-RU',
  'pt-BR',
  'ja-JP',
  'it-IT',
  'nl-NL',
]

/** The settings of a voice agent or a chat agent as they are stored. */
export function storedSettings<Kind extends { language?: Language }>(fields: Kind): Kind {
  return { ...fields, language: storedLanguage(fields.language) }
}

/** Retell docs, agent: `multi` becomes the locales it stands for, and a list of one its only locale. */
function storedLanguage(language: Language): Language {
  if (language === 'multi') return [...MULTI]
  return Array.isArray(language) && language.length === 1 ? language[0] : language
}

/** Refuses with 422 any change of a published version but of its title; status and wording seen on the live service. */
export function refuseChangeOfPublished(agent: { is_published: boolean }, changes: object): void {
  if (agent.is_published && Object.keys(changes).some(key => !CHANGEABLE_WHEN_PUBLISHED.includes(key))) {
    throw unprocessable('Cannot update published agent other than version title')
  }
}

/**
 * Refuses with 404 a voice that is not there, and with 400 settings that do not go together. `at` is where the request
 * has them.
 */
export function checkSettings(store: Store, fields: Fields, at = 'request/body'): void {
  checkVoices(store, fields, at)
  if (fields.stt_mode === 'custom' && !fields.custom_stt_config) {
    throw badRequest(`${at} must have required property 'custom_stt_config'`)
  }
}

/** Retell docs, agent: a fallback voice is for the outage of a provider and so must come from another. */
function checkVoices(store: Store, { voice_id, fallback_voice_ids }: Fields, at: string): void {
  const provider = voice_id === undefined ? undefined : voiceAt(store, voice_id).provider
  for (const [index, fallback] of (fallback_voice_ids ?? []).entries()) {
    if (voiceAt(store, fallback).provider === provider) {
      throw badRequest(`${at}/fallback_voice_ids/${index} must be from another voice provider than voice_id`)
    }
  }
}
