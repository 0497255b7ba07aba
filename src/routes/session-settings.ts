// What an agent's settings around a conversation must be beyond their schema: its tools before and after, what it does with
// the memory of a contact, and whether it can take transfers. Rules: the documentation of SDK 6; the wording is ours.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { checkAppTools } from './app-tools.ts'

type Memory = Schemas['ContactMemoryConfig']

interface SessionTools {
  pre_session_tools?: Schemas['PreSessionTool'][] | null | undefined
  post_session_tools?: Schemas['PostSessionTool'][] | null | undefined
}

/** Refuses with 400 names that repeat or lead nowhere, tools that wait for one another, and apps that are not there. */
export function checkSessionTools(
  store: Store,
  { pre_session_tools, post_session_tools }: SessionTools,
): void {
  for (const tools of [pre_session_tools ?? [], post_session_tools ?? []]) {
    checkGraph(tools)
    checkAppTools(store, tools)
  }
}

/** In an order in which each comes after what it depends on, until there is none left, or none that can be next. */
function checkGraph(
  tools: readonly Pick<Schemas['SessionStep'] & { name: string }, 'name' | 'depends_on'>[],
): void {
  const names = tools.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw badRequest(`Tool name "${twice}" is not unique among the tools of its phase`)
  const unknown = tools.flatMap(({ depends_on = [] }) => depends_on).find(name => !names.includes(name))
  if (unknown !== undefined) throw badRequest(`A tool depends on "${unknown}", which is no tool of its phase`)
  const done = new Set<string>()
  for (let left = [...tools]; left.length > 0; ) {
    const ready = left.filter(({ depends_on = [] }) => depends_on.every(name => done.has(name)))
    if (ready.length === 0)
      throw badRequest(`Tools depend on one another: ${left.map(tool => tool.name).join(', ')}`)
    for (const { name } of ready) done.add(name)
    left = left.filter(({ name }) => !done.has(name))
  }
}

/**
 * The memory settings after a request: only the flags that are sent change, and an empty object changes nothing. A new agent
 * that says anything of it reads unless told otherwise; one that had none before does neither.
 */
export function changedMemory(present: Memory | undefined, sent: Memory | undefined, isNew = false) {
  if (!sent || Object.values(sent).every(flag => flag === undefined)) return present
  return { enable_read: isNew, enable_update: false, ...present, ...sent }
}

/** Refuses with 400 a transfer agent on an engine that is not for transfers. */
export function checkTransferAgent(
  store: Store,
  { response_engine: engine, is_transfer_agent }: Transfer,
): void {
  if (!is_transfer_agent) return
  if (engine.type === 'custom-llm') throw badRequest('A transfer agent cannot use a custom LLM')
  const {
    is_transfer_cf,
    is_transfer_llm,
  }: { is_transfer_cf?: boolean | null; is_transfer_llm?: boolean | null } =
    engine.type === 'retell-llm'
      ? store.retellLlms.get(engine.llm_id, engine.version)
      : store.conversationFlows.get(engine.conversation_flow_id, engine.version)
  if (!is_transfer_cf && !is_transfer_llm)
    throw badRequest('A transfer agent needs a response engine with is_transfer_llm or is_transfer_cf')
}

type Transfer = Pick<Schemas['AgentResponse'], 'response_engine' | 'is_transfer_agent'>
