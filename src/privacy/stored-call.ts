// What is stored of a call by its `data_storage_setting`, and its scrubbed copies. When that happens to a call is for the
// lifecycle to know.

import type { Call } from '../contract.ts'
import type { PiiCategory } from './pii-patterns.ts'
import type { Storage } from './pii-settings.ts'
import { Redaction } from './redaction.ts'
import { scrubbedItem } from './scrubbed-transcript.ts'

export interface StorageRules {
  storage: Storage | null | undefined
  /** What is scrubbed; empty: nothing is. */
  categories: readonly PiiCategory[]
  /** With only basic attributes: keep metadata, variables and the other party's number all the same. */
  keepContext: boolean
}

/** The call with a scrubbed copy of each part that can hold something personal (Retell docs: data storage settings). */
export function withScrubbedCopies(call: Call, categories: readonly PiiCategory[]): Call {
  if (categories.length === 0) return call
  const redaction = new Redaction(categories)
  const items = call.transcript_with_tool_calls
  // A name that is given late is one from the beginning.
  for (const item of items ?? []) if ('words' in item) redaction.learnFrom(item.content)
  const { recording_url, recording_multi_channel_url } = call
  const { retell_llm_dynamic_variables, collected_dynamic_variables, metadata, call_analysis } = call
  return {
    ...call,
    ...part('scrubbed_retell_llm_dynamic_variables', redaction.value(retell_llm_dynamic_variables)),
    ...part('scrubbed_metadata', redaction.value(metadata)),
    ...part(
      'scrubbed_transcript_with_tool_calls',
      items?.map(item => scrubbedItem(item, redaction)),
    ),
    ...part('scrubbed_recording_url', recording_url && scrubbedUrl(recording_url)),
    ...part(
      'scrubbed_recording_multi_channel_url',
      recording_multi_channel_url && scrubbedUrl(recording_multi_channel_url),
    ),
    ...part('scrubbed_collected_dynamic_variables', redaction.value(collected_dynamic_variables)),
    ...part('scrubbed_call_analysis', call_analysis && scrubbedAnalysis(call_analysis, redaction)),
  }
}

/** What is left of a call once everybody has been told of it. */
export function storedCall(call: Call, { storage, categories, keepContext }: StorageRules): Call {
  switch (storage) {
    case 'everything_except_pii':
      return categories.length === 0 ? call : withoutPii(withScrubbedCopies(call, categories), categories)
    case 'basic_attributes_only':
      return basicAttributes(call, keepContext)
    default:
      return withScrubbedCopies(call, categories)
  }
}

/**
 * Retell docs: the originals are deleted, and so is the customer's number where numbers are a category. Headers have no scrubbed
 * copy in the published types: what is personal in them is replaced where it stands, a guess.
 */
function withoutPii(call: Call, categories: readonly PiiCategory[]): Call {
  const {
    transcript: _text,
    transcript_object: _object,
    transcript_with_tool_calls: _items,
    recording_url: _recording,
    recording_multi_channel_url: _channels,
    retell_llm_dynamic_variables: _given,
    collected_dynamic_variables: _collected,
    metadata: _metadata,
    call_analysis: _analysis,
    ...stored
  } = call
  const kept = withScrubbedHeaders(stored as Call, categories)
  return categories.includes('phone_number') ? withoutCustomer(kept) : kept
}

function withScrubbedHeaders(call: Call, categories: readonly PiiCategory[]): Call {
  if (call.call_type !== 'phone_call' || !call.custom_sip_headers) return call
  return { ...call, custom_sip_headers: new Redaction(categories).value(call.custom_sip_headers) }
}

/**
 * Retell docs: no transcripts, recordings or logs. That the number of the other party, variables and metadata go, too, is
 * read from its list of what counts as sensitive; that the outcomes of the analysis stay is a guess.
 */
function basicAttributes(call: Call, keepContext: boolean): Call {
  const {
    transcript: _text,
    transcript_object: _object,
    transcript_with_tool_calls: _items,
    scrubbed_transcript_with_tool_calls: _scrubbedItems,
    recording_url: _recording,
    recording_multi_channel_url: _channels,
    scrubbed_recording_url: _scrubbedRecording,
    scrubbed_recording_multi_channel_url: _scrubbedChannels,
    public_log_url: _log,
    knowledge_base_retrieved_contents_url: _retrieved,
    collected_dynamic_variables: _collected,
    scrubbed_collected_dynamic_variables: _scrubbedCollected,
    call_analysis: analysis,
    scrubbed_call_analysis: scrubbedAnalysis,
    ...stored
  } = call
  const found = analysis ?? scrubbedAnalysis
  const outcomes = found && {
    ...part('in_voicemail', found.in_voicemail),
    ...part('user_sentiment', found.user_sentiment),
    ...part('call_successful', found.call_successful),
  }
  const attributes = { ...stored, ...(outcomes ? { call_analysis: outcomes } : {}) } as Call
  return keepContext ? attributes : withoutCustomer(withoutContext(attributes))
}

function withoutContext(call: Call): Call {
  const {
    retell_llm_dynamic_variables: _given,
    scrubbed_retell_llm_dynamic_variables: _scrubbedGiven,
    metadata: _metadata,
    scrubbed_metadata: _scrubbedMetadata,
    ...stored
  } = call
  if (stored.call_type === 'phone_call') delete stored.custom_sip_headers
  return stored as Call
}

/** Without the number of whoever is not the workspace. */
function withoutCustomer(call: Call): Call {
  if (call.call_type !== 'phone_call') return call
  const { from_number, to_number, ...stored } = call
  return call.direction === 'inbound'
    ? { ...stored, ...part('to_number', to_number) }
    : { ...stored, ...part('from_number', from_number) }
}

type Analysis = NonNullable<Call['call_analysis']>

/** Summary and what was asked for are scrubbed, the outcomes stay. */
const scrubbedAnalysis = (analysis: Analysis, redaction: Redaction): Analysis => ({
  ...analysis,
  ...part('call_summary', redaction.value(analysis.call_summary)),
  ...part('custom_analysis_data', redaction.value(analysis.custom_analysis_data)),
})

/** The scrubbed recording lies beside the recording; its name is a guess. */
const scrubbedUrl = (url: string): string => url.replace(/[^/]+$/, 'scrubbed_$&')

/** A field, or none when there is nothing to put into it. */
export const part = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [Name in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { [Name in Key]?: Value }))
