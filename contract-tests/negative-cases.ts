// The negative table: for one operation, every request with a single fault that its schemas know of, and every id in it
// replaced by one that leads nowhere.

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { type ContractDocument, DOCUMENT_ID, type Schema } from './contract-document.ts'
import { type FaultMaker, type Faulty, faultyValues } from './faulty-values.ts'
import { ASKED_FOR } from './negative-ledger.ts'
import { isFile, type NegativeOperation, type NegativeRequest } from './negative-request.ts'
import { flatten } from './schema-view.ts'
import { type ValuesByName, validValue } from './valid-values.ts'

export interface NegativeCase {
  /** Where the fault is and what it is. */
  what: string
  /** The name of the id that leads nowhere; undefined where the request breaks a schema. */
  reference?: string
  request: NegativeRequest
}

export interface Ground {
  document: ContractDocument
  operation: NegativeOperation
  pathValues: ValuesByName
  bodyValues: ValuesByName
  strangers: FaultMaker['strangers']
  /** Members that the schema does not require, and the operation does. */
  body?: object | undefined
}

/** How deep below a body its faults are looked for. */
const DEPTH = 4

/** A request that ought to succeed. */
export function validRequest({
  document,
  operation,
  pathValues,
  bodyValues,
  body: more,
}: Ground): NegativeRequest {
  const { properties } = flatten(document, operation.query)
  const asked = Object.entries(ASKED_FOR).filter(([name]) => name in properties)
  const required = validValue({ document, values: bodyValues }, operation.query) as Record<string, unknown>
  const query = { ...required, ...Object.fromEntries(asked) }
  if (!operation.body) return { params: pathValues, query }
  const least = validValue({ document, values: bodyValues }, operation.body.schema)
  return { params: pathValues, query, body: more ? { ...(least as object), ...more } : least }
}

/** Each broken in one place, none twice. A fault that another alternative lets pass is none and is left out. */
export function negativeCases(ground: Ground, fits: Fits): NegativeCase[] {
  const valid = validRequest(ground)
  const cases = [
    ...pathCases(ground, valid, fits),
    ...queryCases(ground, valid, fits),
    ...bodyCases(ground, valid, fits),
  ]
  return [...new Map(cases.map(one => [keyOf(one), one])).values()]
}

function pathCases(
  { document, operation, pathValues, strangers }: Ground,
  valid: NegativeRequest,
  fits: Fits,
) {
  const { properties } = flatten(document, operation.params)
  const maker = { document, values: pathValues, strangers }
  return Object.entries(properties).flatMap(([name, schema]) =>
    faultyValues(maker, schema, name, 0)
      .filter(({ value }) => ['string', 'number'].includes(typeof value) && value !== '')
      .map(fault => ({ fault, request: { ...valid, params: { ...valid.params, [name]: fault.value } } }))
      .filter(({ fault, request }) => {
        const params = Object.fromEntries(
          Object.keys(properties).map(one => [one, String(request.params[one])]),
        )
        return fits.text(operation.params, params) === (fault.reference !== undefined)
      })
      .map(({ fault, request }) => caseOf(`path/${name}`, fault, request)),
  )
}

function queryCases({ document, operation, bodyValues }: Ground, valid: NegativeRequest, fits: Fits) {
  const { properties, required } = flatten(document, operation.query)
  const maker = { document, values: bodyValues, strangers: {} }
  const wrong = Object.entries(properties).flatMap(([name, schema]) =>
    faultyValues(maker, schema, name, 0)
      .filter(({ value }) => typeof value !== 'object')
      .map(fault => ({ at: `query/${name}`, fault, query: { ...valid.query, [name]: String(fault.value) } })),
  )
  const missing = required.map(name => {
    const { [name]: _, ...query } = valid.query
    return { at: `query/${name}`, fault: { what: 'is missing', value: undefined }, query }
  })
  return [...wrong, ...missing]
    .filter(({ query }) => !fits.text(operation.query, query))
    .map(({ at, fault, query }) => caseOf(at, fault, { ...valid, query }))
}

function bodyCases(
  { document, operation, bodyValues, strangers, body: more }: Ground,
  valid: NegativeRequest,
  fits: Fits,
): NegativeCase[] {
  if (!operation.body) return []
  const { schema, isForm } = operation.body
  const maker = { document, values: bodyValues, strangers }
  return faultyValues(maker, schema, '', DEPTH)
    .filter(({ value }) => !isForm || survivesForm(value))
    .map(fault => ({
      fault,
      body: more && isObject(fault.value) ? { ...more, ...fault.value } : fault.value,
    }))
    .filter(
      ({ fault, body }) =>
        fits.body(schema, isForm ? asRead(body) : body) === (fault.reference !== undefined),
    )
    .map(({ fault, body }) => caseOf('body', fault, { ...valid, body }))
}

/** Whether a form can say it: a list or an object of parts, and no text that stands for something else. */
const survivesForm = (value: unknown) =>
  isObject(value) &&
  Object.values(value).every(part => isFile(part) || typeof part === 'string' || isFiles(part))

const isFiles = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isFile)

/** A form as its reader sees it; the schema says nothing of a file's members. */
const asRead = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body, (_, value: unknown) => (isFile(value) ? {} : value)))

const caseOf = (at: string, { what, reference }: Faulty, request: NegativeRequest): NegativeCase => ({
  what: `${at}${what.startsWith('/') ? '' : ' '}${what}`,
  ...(reference === undefined ? {} : { reference }),
  request,
})

const keyOf = ({ request }: NegativeCase) =>
  JSON.stringify(request, (_, value: unknown) => (isFile(value) ? 'a file' : value))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export interface Fits {
  body(schema: Schema, value: unknown): boolean
  /** For what stands in a URL: text, read as the type it ought to have. */
  text(schema: Schema, value: Record<string, unknown>): boolean
}

/** Whether a value fits a schema of the contract, as seen by a validator of the suite's own. */
export function fitsOf(document: ContractDocument): Fits {
  const exact = compilerFor(document, false)
  const coercing = compilerFor(document, true)
  return {
    body: (schema, value) => exact(schema)(value),
    text: (schema, value) => coercing(schema)({ ...value }),
  }
}

function compilerFor(document: ContractDocument, coerceTypes: boolean): (schema: Schema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, coerceTypes })
  ajv.addSchema(document, DOCUMENT_ID)
  const compiled = new Map<Schema, ValidateFunction>()
  return schema => {
    const known = compiled.get(schema) ?? ajv.compile(absolute(schema))
    compiled.set(schema, known)
    return known
  }
}

/** With references that name the document. */
const absolute = (schema: Schema): Schema =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string' && value.startsWith('#') ? `${DOCUMENT_ID}${value}` : value,
    ),
  ) as Schema
