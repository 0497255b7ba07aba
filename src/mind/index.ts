// All that others may use of the mind; docs/agents.md says how.

export type { Act, Handoff, Need, Over, ToolCall } from './act.ts'
export { defaultsOf, type Engine, type Tool, userSilenceMs } from './engine.ts'
export { awaits, type MindEvent, needsIn, newMind, successorOf, type Thought, think } from './mind.ts'
export { placesIn } from './places.ts'
export type { Lookup, Offer, Question, Reply, ReplyCall } from './question.ts'
export { recollect } from './recollection.ts'
export { responseVariablesFor } from './response-variables.ts'
export type { MindState, Start } from './state.ts'
export type { Line, Script, Setting } from './turn.ts'
export { commonTopics, mentions, quotesIn } from './words.ts'
