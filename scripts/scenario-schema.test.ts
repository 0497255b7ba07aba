// The JSON Schema of a scenario file, as an editor uses it: by itself, with another validator's defaults.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import schema from '../src/generated/scenario.schema.json' with { type: 'json' }
import { startFakeRetell } from '../src/index.ts'
import { scenarioSchema } from './contract/scenario-schema.ts'

// `oneOf` repeats nothing and `type: [string, number, …]` is meant.
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema)
const FOLDER = 'fixtures/scenarios'
const answered = { name: 'a', rings: { then: 'answer' } }

test.each(readdirSync(FOLDER))('%s fits it', file => {
  expect(validate(parse(readFileSync(join(FOLDER, file), 'utf8'))), JSON.stringify(validate.errors)).toBe(
    true,
  )
})

test.each<[object, boolean]>([
  [{ ...answered, $schema: '../node_modules/fake-retell/dist/scenario.schema.json' }, true],
  [{ ...answered, extracts: { a: 1, b: null, c: true, d: 'e' }, analysis: { anything: [{}] } }, true],
  [{ ...answered, caller: [{ hang_up: true, while_agent_speaks: true, after_ms: 0 }] }, true],
  [{ name: 'a' }, false],
  [{ ...answered, calller: [] }, false],
  [{ ...answered, name: '' }, false],
  [{ ...answered, rings: { then: 'user_hangup' } }, false],
  [{ ...answered, rings: { then: 'answer', for_ms: '3s' } }, false],
  [{ ...answered, answers_as: 'robot' }, false],
  [{ ...answered, caller: [{ say: 'Hi', after: 5 }] }, false],
  [{ ...answered, caller: [{ say: 'Hi', press: '1' }] }, false],
  [{ ...answered, caller: [{ press: 'x' }] }, false],
  [{ ...answered, caller: { say: 'Hi' } }, false],
  [{ ...answered, agent: [5] }, false],
  [{ ...answered, extracts: { a: [] } }, false],
  [{ ...answered, transfer: { then: 'later' } }, false],
])('%j fits: %j', (scenario, fits) => {
  expect(validate(scenario)).toBe(fits)
})

test('it stands by itself, and says what every field is for', () => {
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  expect(JSON.stringify(schema)).not.toMatch(/#\/components|\.yaml/)
  const fields: [string, object][] = Object.entries(schema.properties)
  expect(fields.length).toBeGreaterThan(10)
  const mute = fields.filter(([, field]) => !('description' in field) && !('$ref' in field))
  expect(mute.map(([name]) => name)).toEqual([])
})

test('a running mock shows it', async () => {
  await using fake = await startFakeRetell()
  const response = await fetch(`${fake.url}/_fake/scenario.schema.json`)
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(await response.json()).toEqual(schema)
})

test('the package has it under a name of its own', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> }
  expect(manifest.exports['./scenario.schema.json']).toBe('./dist/scenario.schema.json')
  expect(readFileSync('scripts/build.ts', 'utf8')).toContain('/scenario.schema.json`')
})

test('a reference that leads out of the contract is no schema', () => {
  const contract = {
    openapi: '3.1.0',
    info: { title: 'x', version: '1' },
    components: {
      schemas: {
        Scenario: { type: 'object' as const, properties: { name: { $ref: './elsewhere.yaml#/Name' } } },
      },
    },
  }
  expect(() => scenarioSchema(contract)).toThrow('a scenario refers to ./elsewhere.yaml#/Name')
})
