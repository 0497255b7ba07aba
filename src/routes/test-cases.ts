// Test case definitions: made, read, listed, changed, deleted. Running them is in batch-tests.ts.

import type { Handlers, Schemas } from '../contract.ts'
import type { Context } from './context.ts'
import { patched } from './patch.ts'
import { aboutEngine, testedEngine } from './test-engine.ts'

type TestCase = Schemas['TestCaseDefinitionResponse']

/** The model that plays the user where none is named; a guess, after the default of LLMs. */
const DEFAULT_MODEL = 'gpt-4.1'

export const testCaseHandlers = {
  createTestCaseDefinition({ body }, { store, now, newId }) {
    const { name, response_engine, user_prompt, metrics } = body
    testedEngine(store, response_engine)
    const testCase: TestCase = {
      test_case_definition_id: newId('testCase'),
      type: 'simulation',
      name,
      response_engine,
      user_prompt,
      metrics,
      dynamic_variables: body.dynamic_variables ?? {},
      tool_mocks: body.tool_mocks ?? [],
      llm_model: body.llm_model ?? DEFAULT_MODEL,
      creation_timestamp: now(),
      user_modified_timestamp: now(),
    }
    return store.testCases.insert(testCase.test_case_definition_id, testCase)
  },

  getTestCaseDefinition({ params }, { store }) {
    return store.testCases.get(params.test_case_definition_id)
  },

  listTestCaseDefinitions({ query }, { store }) {
    return store.testCases.page(query, aboutEngine(query))
  },

  listTestCaseDefinitionsV1({ query }, { store }) {
    return store.testCases.all(aboutEngine(query))
  },

  updateTestCaseDefinition({ params, body }, { store, now }) {
    const testCase = store.testCases.get(params.test_case_definition_id)
    if (body.response_engine) testedEngine(store, body.response_engine)
    const changed = patched(testCase, { ...body, user_modified_timestamp: now() })
    return store.testCases.put(testCase.test_case_definition_id, changed)
  },

  deleteTestCaseDefinition({ params }, { store }) {
    store.testCases.delete(params.test_case_definition_id)
  },
} satisfies Partial<Handlers<Context>>
