// Batches of test runs: begun, read, listed. How a run goes is the test runner's.

import type { Handlers, Schemas } from '../contract.ts'
import type { Context } from './context.ts'
import { aboutEngineVersion, testedEngine } from './test-engine.ts'

type Batch = Schemas['BatchTestResponse']

export const batchTestHandlers = {
  /** A test case runs as it is now, against the engine of the batch: changing or deleting it later changes nothing. */
  createBatchTest({ body }, context) {
    const { store, now, newId } = context
    const response_engine = testedEngine(store, body.response_engine)
    const testCases = body.test_case_definition_ids.map(id => store.testCases.get(id))
    const batch: Batch = {
      test_case_batch_job_id: newId('testBatch'),
      status: 'in_progress',
      response_engine,
      pass_count: 0,
      fail_count: 0,
      error_count: 0,
      total_count: testCases.length,
      creation_timestamp: now(),
      user_modified_timestamp: now(),
    }
    store.batchTests.insert(batch.test_case_batch_job_id, batch)
    for (const testCase of testCases) beginRun(context, batch, testCase)
    return batch
  },

  getBatchTest({ params }, { store }) {
    return store.batchTests.get(params.test_case_batch_job_id)
  },

  listBatchTests({ query }, { store }) {
    return store.batchTests.page(query, aboutEngineVersion(store, query))
  },

  listBatchTestsV1({ query }, { store }) {
    return store.batchTests.all(aboutEngineVersion(store, query))
  },

  getTestRun({ params }, { store }) {
    return store.testRuns.get(params.test_case_job_id)
  },

  listTestRuns({ params, query }, { store }) {
    const { test_case_batch_job_id } = store.batchTests.get(params.test_case_batch_job_id)
    return store.testRuns.page(test_case_batch_job_id, query)
  },

  listTestRunsV1({ params }, { store }) {
    const { test_case_batch_job_id } = store.batchTests.get(params.test_case_batch_job_id)
    return store.testRuns.of(test_case_batch_job_id)
  },
} satisfies Partial<Handlers<Context>>

function beginRun(
  { store, world, now, newId, testRunner }: Context,
  batch: Batch,
  testCase: Schemas['TestCaseDefinitionResponse'],
): void {
  const test_case_job_id = newId('testRun')
  store.testRuns.insert(batch.test_case_batch_job_id, {
    test_case_job_id,
    status: 'pending',
    test_case_definition_id: testCase.test_case_definition_id,
    test_case_definition_snapshot: testCase,
    creation_timestamp: now(),
    user_modified_timestamp: now(),
  })
  testRunner.start(world, test_case_job_id)
}
