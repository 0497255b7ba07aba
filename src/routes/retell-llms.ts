// Retell LLMs, the response engines that Retell hosts. Their versions come and go with their agent's.

import type { Handlers, RetellLlm } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { checkAppTools } from './app-tools.ts'
import type { Context } from './context.ts'
import { userOfEngine } from './engine-binding.ts'
import { changedModelConfig, refuseBackupOfChat } from './engine-models.ts'
import { checkLlmSettings, storedLlmSettings } from './llm-settings.ts'
import { patched } from './patch.ts'

export const retellLlmHandlers = {
  /** Nothing is required, and what is left out is not filled in. */
  createRetellLlm({ body }, { store, now, newId }) {
    checkLlmSettings(body)
    checkAppTools(store, [body.general_tools, body.states])
    const llm: RetellLlm = {
      llm_id: newId('llm'),
      version: 0,
      is_published: false,
      last_modification_timestamp: now(),
    }
    const model_config = changedModelConfig(undefined, body.model_config)
    const fields = { ...storedLlmSettings(body), model_config, version: 0 }
    return store.retellLlms.insert(llm.llm_id, 0, patched(llm, fields))
  },

  getRetellLlm({ params, query }, { store }) {
    return store.retellLlms.get(params.llm_id, query.version)
  },

  listRetellLlms({ query }, { store }) {
    return store.retellLlms.page(query)
  },

  listRetellLlmsV1({ query }, { store }) {
    return store.retellLlms.list(query)
  },

  /** Refuses a published version whatever the body, an empty one too; wording seen on the live service. */
  updateRetellLlm({ params, query, body }, { store, now }) {
    const llm = store.retellLlms.get(params.llm_id, query.version)
    if (llm.is_published) throw badRequest('Cannot update published LLM')
    const changed = patched(llm, {
      ...storedLlmSettings(body),
      model_config: changedModelConfig(llm.model_config, body.model_config),
      // Older clients send a version here too, and is_transfer_llm is only heeded at creation.
      version: llm.version,
      is_transfer_llm: llm.is_transfer_llm,
      last_modification_timestamp: now(),
    })
    checkLlmSettings(changed)
    checkAppTools(store, [body.general_tools, body.states])
    refuseBackupOfChat(store, llm.llm_id, changed)
    return store.retellLlms.put(llm.llm_id, llm.version, changed)
  },

  /** Deletes every version. `force_delete` leaves its agents with an engine that is gone; the wording is a guess. */
  deleteRetellLlm({ params, query }, { store }) {
    const { llm_id } = store.retellLlms.get(params.llm_id)
    const user = query.force_delete ? undefined : userOfEngine(store, llm_id)
    if (user) throw badRequest(`Cannot delete LLM ${llm_id}: agent ${user.agent_id} still uses it`)
    store.retellLlms.delete(llm_id)
  },
} satisfies Partial<Handlers<Context>>
