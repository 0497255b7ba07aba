// Whether a reply is one that the SDKs know, by strict JSON Schemas made from their types: nothing missing, nothing of
// another type, nothing that they do not name. It says what differs; whether that is excused is for the last test.

import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'

export type SdkName = 'sdk-4' | 'sdk-5'

export interface SdkWitness {
  /**
   * What each SDK that has the endpoint would not expect of this reply, each as one line that is the same for every
   * reply with this fault: `sdk-4 AgentResponse has no assigned_tags`.
   */
  faults(method: string, path: string, reply: unknown): string[]
}

const NAMES: readonly SdkName[] = ['sdk-4', 'sdk-5']

/** Reads the schemas that scripts/sdk-schemas.ts writes. Throws a sentence when they are not there. */
export function sdkWitness(): SdkWitness {
  const validators = NAMES.map(name => ({ name, validatorOf: validatorsOf(name) }))
  return {
    faults(method, path, reply) {
      const endpoint = `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`
      const lines = validators.flatMap(({ name, validatorOf }) => {
        const validate = validatorOf(endpoint)
        if (!validate || validate(reply)) return []
        return told(validate.errors ?? []).map(error => `${name} ${wordsOf(error, endpoint)}`)
      })
      return [...new Set(lines)]
    },
  }
}

function validatorsOf(name: SdkName): (endpoint: string) => ValidateFunction | undefined {
  const file = new URL(`generated/${name}.schema.json`, import.meta.url)
  if (!existsSync(file)) throw new Error(`${file.pathname} is not there; npm run generate makes it`)
  const document = JSON.parse(readFileSync(file, 'utf8')) as { replies: Record<string, unknown> }
  // Verbose errors hold the schema with its title, and the value.
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    discriminator: true,
    verbose: true,
  })
  ajv.addSchema(document, name)
  return endpoint => {
    if (!(endpoint in document.replies)) return undefined
    const pointer = encodeURIComponent(endpoint.replaceAll('~', '~0').replaceAll('/', '~1'))
    return ajv.getSchema(`${name}#/replies/${pointer}`)
  }
}

/** The errors that say something: not those of the single forms of a choice, nor the choice around another error. */
function told(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(error => error.keyword === 'anyOf')
  const within = (error: ErrorObject, choice: ErrorObject) =>
    error !== choice && `${error.instancePath}/`.startsWith(`${choice.instancePath}/`)
  return errors.filter(error => error.keyword !== 'if' && !choices.some(choice => within(error, choice)))
}

function wordsOf({ keyword, params, data, parentSchema, instancePath }: ErrorObject, root: string): string {
  // A schema without a name, such as a list at the top, is found by its place in the reply.
  const place = parentSchema?.title ?? `${root}${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '[]')}`
  if (keyword === 'additionalProperties') return `${place} has no ${params.additionalProperty}`
  if (keyword === 'required') return `${place} needs ${params.missingProperty}`
  if (keyword === 'discriminator') return `${place} is of no kind ${JSON.stringify(params.tagValue)}`
  if (keyword === 'anyOf') return `${place} has another form`
  if (Array.isArray(data)) return `${place} is a list`
  if (typeof data === 'object' && data !== null) return `${place} is an object`
  return keyword === 'type' && data !== null
    ? `${place} is a ${typeof data}`
    : `${place} is ${JSON.stringify(data)}`
}
