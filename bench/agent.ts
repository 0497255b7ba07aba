// The agent that the bench creates: as many settings as people usually send.

export interface Engine {
  type: 'retell-llm'
  llm_id: string
}

/** The body of create-agent for this engine. */
export const agentBody = (response_engine: Engine) => ({
  response_engine,
  agent_name: 'Reception of a dental practice',
  voice_id: '11labs-Adrian',
  fallback_voice_ids: ['openai-Alloy'],
  voice_temperature: 0.8,
  voice_speed: 1.05,
  responsiveness: 0.9,
  interruption_sensitivity: 0.7,
  enable_backchannel: true,
  backchannel_frequency: 0.6,
  backchannel_words: ['yeah', 'uh-huh', 'I see'],
  reminder_trigger_ms: 12_000,
  reminder_max_count: 2,
  language: 'en-US',
  webhook_url: 'http://127.0.0.1:9/webhook',
  boosted_keywords: ['crown', 'root canal', 'hygienist', 'Dr. Abernathy'],
  end_call_after_silence_ms: 60_000,
  max_call_duration_ms: 600_000,
  post_call_analysis_data: [
    { type: 'string', name: 'reason', description: 'Why the patient called.', examples: ['a checkup'] },
    { type: 'boolean', name: 'urgent', description: 'Whether the patient is in pain.' },
  ],
})
