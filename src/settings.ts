// What a workspace can be set to, and what holds when nothing is said. Each default that is only a guess about the
// live service is listed in docs/fidelity.md.

import type { Settings } from './contract.ts'

export type Dialect = Settings['dialect']

/** What of the command line, or of `startFakeRetell`, a workspace's settings follow from. */
export interface SettingsOrder {
  dialect?: Dialect | undefined
  webhookUrl?: string | undefined
  /** Set where a model speaks for the agents. */
  llm?: object | undefined
}

/** Whose agent has lines, and whose has none: a model finds its own. */
const SCRIPTED = 'answered'
const UNSCRIPTED = 'unscripted'

/** What a new workspace is set to. */
export const firstSettings = ({ dialect = 'live', webhookUrl, llm }: SettingsOrder): Settings => ({
  ...defaultSettings(dialect, webhookUrl ?? null),
  ...(llm ? { default_scenario: UNSCRIPTED } : {}),
})

/** What of a kept workspace's settings has to change. A default scenario that somebody chose stays. */
export function demandedSettings(
  { webhookUrl, dialect, llm }: SettingsOrder,
  kept: Pick<Settings, 'default_scenario'>,
): Partial<Settings> {
  const { webhook_signature } = defaultSettings(dialect ?? 'live', null)
  return {
    ...(webhookUrl === undefined ? {} : { webhook_url: webhookUrl }),
    ...(dialect === undefined ? {} : { dialect, webhook_signature }),
    ...(llm && kept.default_scenario === SCRIPTED ? { default_scenario: UNSCRIPTED } : {}),
  }
}

export function defaultSettings(dialect: Dialect, webhookUrl: string | null): Settings {
  return {
    dialect,
    webhook_url: webhookUrl,
    webhook_timeout_ms: 10_000,
    webhook_signature: dialect === 'reference' ? 'body-hex' : 'retell',
    webhook_signing_key: null,
    webhook_retry_delays_ms: [1_000, 2_000, 4_000],
    webhook_signature_overrides: [],
    webhooks_at_once: 1,
    inbound_webhook_retries: 3,
    inbound_webhook_timeout_ms: 10_000,
    inbound_webhook_ids: true,
    legacy_tool_retries: 0,
    tool_retry_pause_ms: 500,
    analyze_unconnected_calls: true,
    not_found_status: 404,
    unversioned: 'latest',
    strict_engine_binding: false,
    default_scenario: SCRIPTED,
    analysis_delay_ms: 5_000,
    llm_patience_ms: 10_000,
    words_per_minute: 160,
    eager_requests: true,
    interim_updates: 3,
    physics: null,
    call_drive: 'clock',
    polls_per_step: 1,
    concurrency_limit: 20,
    concurrency_burst_enabled: false,
    reserved_inbound_concurrency: 0,
    over_concurrency: 'refuse',
    inbound_wait_ms: 40_000,
    calls_per_second: null,
    payment: 'ok',
    forbidden_operations: [],
    area_codes_out_of_stock: [999],
    create_contacts_from_calls: false,
    knowledge_base_indexing_ms: 3_000,
    knowledge_base_needs_sources: false,
    basic_attributes_keep_context: false,
  }
}
