// What a chat would have cost, in US cents: a price for each message of the agent. Which that is is a guess.

import type { Chat } from '../contract.ts'
import { priceOfModel } from '../lifecycle/prices.ts'

type ChatCost = NonNullable<Chat['chat_cost']>

/** Of every model alike. */
const CENTS_A_MESSAGE = 0.2

export function chatCost(agentMessages: number, model: string | null | undefined): ChatCost {
  if (agentMessages === 0) return { product_costs: [], combined_cost: 0 }
  const cost = Math.round(agentMessages * CENTS_A_MESSAGE * 1e7) / 1e7
  const { product } = priceOfModel(model ?? 'gpt-4.1')
  return { product_costs: [{ product, unit_price: CENTS_A_MESSAGE, cost }], combined_cost: cost }
}
