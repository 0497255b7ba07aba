// What a filter ought to find, worked out on the records themselves, one by one and without a database.

import type { Schemas } from '../src/index.ts'

export type Filter =
  | Schemas['StringFilter']
  | Schemas['NumberFilter']
  | Schemas['BooleanFilter']
  | Schemas['RangeFilter']
  | Schemas['EnumFilter']
  | Schemas['PresentFilter']

/** Whether a value meets a filter. What is absent, or of another kind, meets only "not equal" and "not present". */
export function meets(value: unknown, filter: Filter): boolean {
  switch (filter.type) {
    case 'present':
      return (value !== undefined && value !== null) === (filter.op === 'pr')
    case 'string':
      return typeof value === 'string' ? meetsText(value, filter) : filter.op === 'ne'
    case 'enum':
      return typeof value === 'string' && filter.value.includes(value)
    case 'boolean':
      return value === filter.value
    case 'range':
      return typeof value === 'number' && filter.value[0]! <= value && value <= filter.value[1]!
    case 'number':
      return typeof value === 'number' ? meetsNumber(value, filter) : filter.op === 'ne'
  }
}

function meetsText(value: string, { op, value: wanted }: Schemas['StringFilter']): boolean {
  switch (op) {
    case 'eq':
      return value === wanted
    case 'ne':
      return value !== wanted
    case 'sw':
      return value.startsWith(wanted)
    case 'ew':
      return value.endsWith(wanted)
    case 'co':
      return value.includes(wanted)
  }
}

function meetsNumber(value: number, { op, value: wanted }: Schemas['NumberFilter']): boolean {
  switch (op) {
    case 'eq':
      return value === wanted
    case 'ne':
      return value !== wanted
    case 'gt':
      return value > wanted
    case 'ge':
      return value >= wanted
    case 'lt':
      return value < wanted
    case 'le':
      return value <= wanted
  }
}

/** A filter of every kind and operator about a value, so that some of the others meet each and some do not. */
export function filtersAbout(value: unknown): Filter[] {
  const present: Filter[] = [
    { type: 'present', op: 'pr' },
    { type: 'present', op: 'np' },
  ]
  if (typeof value === 'string') return [...present, ...textFilters(value)]
  if (typeof value === 'number') return [...present, ...numberFilters(value)]
  return [...present, { type: 'boolean', op: 'eq', value: true }, { type: 'boolean', op: 'eq', value: false }]
}

export function textFilters(value: string): Filter[] {
  const half = Math.ceil(value.length / 2)
  const wanted = {
    eq: value,
    ne: value,
    sw: value.slice(0, half),
    ew: value.slice(-half),
    co: value.slice(1, half + 1),
  } as const
  return (['eq', 'ne', 'sw', 'ew', 'co'] as const).map(op => ({ type: 'string', op, value: wanted[op] }))
}

export function numberFilters(value: number): Filter[] {
  return [
    ...(['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const).map(op => ({ type: 'number', op, value }) as const),
    { type: 'range', op: 'bt', value: [value, value] },
    { type: 'range', op: 'bt', value: [value - 0.5, value + 0.5] },
    { type: 'range', op: 'bt', value: [value + 1, value - 1] },
  ]
}
