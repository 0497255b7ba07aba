// The contact fields of the CRM that the mock plays: those that every contact has there, and those its records use.

import type { Schemas } from '../contract.ts'
import type { CrmRecord } from '../store/crm.ts'

/** As the providers spell them in their own public documentation; others get plain names. */
const STANDARD: Readonly<Record<string, readonly string[]>> = {
  hubspot: ['phone', 'firstname', 'lastname', 'email'],
  salesforce: ['Phone', 'FirstName', 'LastName', 'Email'],
}
const PLAIN = ['phone', 'first_name', 'last_name', 'email']

export function crmFields(provider: string, records: readonly CrmRecord[]): Schemas['CustomContactField'][] {
  const standard = STANDARD[provider.toLowerCase()] ?? PLAIN
  const own = records.flatMap(({ fields }) => Object.entries(fields))
  const types = new Map<string, Schemas['CustomContactField']['type']>(standard.map(name => [name, 'string']))
  for (const [name, value] of own) if (!types.has(name)) types.set(name, typeOf(value))
  return [...types].map(([name, type]) => ({ name, type }))
}

function typeOf(value: unknown): 'number' | 'boolean' | 'string' {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string'
}
