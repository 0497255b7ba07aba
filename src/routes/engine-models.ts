// Which models an engine speaks with. The settings of SDK 6, once they are there, count in place of the plain names of older
// generations, which are kept beside them. Rules: the SDK's documentation of model_config; the wording is ours.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Store } from '../store/store.ts'

type ModelConfig = Schemas['ModelConfig']
type Engine = Schemas['BoundResponseEngine']

interface Spoken {
  model?: Schemas['NullableLlmModel'] | undefined
  s2s_model?: Schemas['NullableSpeechModel'] | undefined
  model_high_priority?: boolean | null | undefined
}

interface WithModels {
  model_config?: ModelConfig | undefined
  backup_model?: Schemas['BackupModel'] | undefined
}

/** What tells the two lists of models apart. */
const isSpeech = (model: string): model is Schemas['SpeechModel'] => /realtime|voice/.test(model)

/**
 * A configuration after a request: each key replaces the one that was there, null takes the backup away, and another type
 * takes it away, too. Refuses with 400 models that are not of the type, and another type without a primary.
 */
export function changedModelConfig(
  present: ModelConfig | undefined,
  sent: ModelConfig | undefined,
  at = 'request/body/model_config',
): ModelConfig | undefined {
  if (!sent) return present
  const type = sent.type ?? present?.type ?? 'cascading'
  const turns = present !== undefined && type !== (present.type ?? 'cascading')
  if (turns && !sent.primary) throw badRequest(`${at} must have required property 'primary'`)
  const { backup, ...changed } = { ...present, ...(turns ? { backup: null } : {}), ...sent, type }
  const primary = changed.primary?.model
  if (primary !== undefined && isSpeech(primary) !== (type === 's2s'))
    throw badRequest(`${at}/primary/model must be equal to one of the allowed values: no ${type} model`)
  if (backup && type === 's2s') throw badRequest(`${at}/backup must be null with type s2s`)
  return { ...changed, ...(backup ? { backup } : {}) }
}

/** As `changedModelConfig`, for one call: here the type must be named with a primary. */
export function overridingModelConfig(
  present: ModelConfig | undefined,
  sent: ModelConfig | undefined,
  at: string,
): ModelConfig | undefined {
  if (sent?.primary && !sent.type) throw badRequest(`${at} must have required property 'type'`)
  return changedModelConfig(present, sent, at)
}

/** What an engine speaks with, in the plain names: by its configuration, or else by `plain`. */
export function spokenWith({ primary }: ModelConfig = {}, plain: Spoken): Spoken {
  if (!primary) return plain
  const { model, tier = 'standard' } = primary
  return isSpeech(model)
    ? { s2s_model: model }
    : // What ultrafast costs is not known; here as much as fast.
      { model, model_high_priority: tier !== 'standard' }
}

/** The choice of a flow in the plain names. */
export function chosenModel(choice: Schemas['FlowModelChoice'] | undefined): Spoken {
  if (choice?.type === 's2s') return { s2s_model: choice.model }
  return { model: choice?.model, model_high_priority: choice?.high_priority || choice?.ultrafast }
}

/** Refuses with 400 a chat agent on an engine with a backup model: documented. */
export function refuseBackupForChat(store: Store, engine: Engine): void {
  if (engine.type === 'custom-llm') return
  const stored: WithModels | undefined =
    engine.type === 'retell-llm'
      ? store.retellLlms.find(engine.llm_id, engine.version)
      : store.conversationFlows.find(engine.conversation_flow_id, engine.version)
  if (stored && hasBackup(stored))
    throw badRequest('A chat agent cannot use a response engine with a backup model')
}

/** Refuses with 400 a backup model in an engine that a chat agent uses. */
export function refuseBackupOfChat(store: Store, engineId: string, engine: WithModels): void {
  if (!hasBackup(engine)) return
  const user = store.chatAgents.any({ sql: 'engine = ?', values: [engineId] })
  if (user)
    throw badRequest(`Cannot set a backup model: chat agent ${user.agent_id} uses this response engine`)
}

const hasBackup = ({ backup_model, model_config }: WithModels) =>
  Boolean(backup_model ?? model_config?.backup)
