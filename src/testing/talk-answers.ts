// What the LLM server of a telephone test answers.

import type { Frame } from './llm-server.ts'

export const respond = (frame: Frame, content: string, more: Frame = {}) => ({
  response_type: 'response',
  response_id: frame.response_id,
  content,
  content_complete: true,
  ...more,
})

export const isRequest = ({ interaction_type: kind }: Frame) =>
  kind === 'response_required' || kind === 'reminder_required'
