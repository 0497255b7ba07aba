// Writes the operation table: what the HTTP edge must know of each operation, as a typed constant.

import type { Operation } from './operations.ts'

export function operationTable(operations: readonly Operation[], source: string): string {
  const rows = operations.map(operation => {
    const { id, tag, method, path, status, bodyRequired, bodyKeys, aliases, query, parts, json, paid } =
      operation
    const facts = {
      method,
      path,
      status,
      tag,
      body: operation.body ? (bodyRequired ? 'required' : 'optional') : 'none',
      bodyKeys,
      aliases,
      queryKeys: Object.keys((query?.properties as object | undefined) ?? {}),
      replies: operation.reply !== undefined,
      ...(parts ? { parts, json } : {}),
      ...(paid ? { paid } : {}),
    }
    return `  ${id}: ${JSON.stringify(facts)},`
  })
  return `// Generated from ${source}.\nexport const operations = {\n${rows.join('\n')}\n} as const\n`
}
