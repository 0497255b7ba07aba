// For a path outside the contract: the operation that was most likely meant.

import type { OperationFacts } from './contract.ts'
import { editDistance } from './edit-distance.ts'

/** A sentence that names the nearest operation, for the header `x-fake-retell-hint`. */
export function hintFor(
  method: string,
  path: string,
  operations: Readonly<Record<string, OperationFacts>>,
): string {
  const samePath = Object.values(operations).filter(operation => matches(operation.path, path))
  if (samePath.length > 0)
    return `${path} takes ${samePath.map(operation => operation.method).join(' or ')}, not ${method}`
  const distances = Object.values(operations).map(operation => ({
    operation,
    distance: distanceTo(operation, method, path),
  }))
  const nearest = distances.reduce((best, next) => (next.distance < best.distance ? next : best))
  return `did you mean ${nearest.operation.method} ${nearest.operation.path}?`
}

function matches(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith('{') || part === given[index])
  )
}

function distanceTo(operation: OperationFacts, method: string, path: string): number {
  const plain = operation.path.replaceAll(/\{[^}]*\}/g, '')
  const cut = path.slice(0, 120)
  return editDistance(plain, cut.slice(0, plain.length + 3)) + (operation.method === method ? 0 : 1)
}
