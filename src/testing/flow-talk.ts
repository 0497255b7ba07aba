// A conversation of a mind on a flow that has begun, and what such flows are made of.

import { flow, mindOf, type Node, talk } from './mind.ts'

/** A flow of nodes, begun. */
export const begun = (
  nodes: Node[],
  circumstances: Parameters<typeof mindOf>[1] = {},
  rest: Parameters<typeof flow>[1] = {},
) => {
  const mind = mindOf(flow(nodes, rest), circumstances)
  return { ...mind, mind, lines: mind.begin() }
}

export const END = talk('end')

export const TOOL = {
  type: 'custom' as const,
  tool_id: 'tool-1',
  name: 'find_slot',
  url: 'https://tools.example.com/slots',
  parameters: { type: 'object' as const, properties: { day: { type: 'string' } } },
}
