// What is still needed of a call when its run is gone: what its scenario says an analysis finds, and what its own agent,
// overrides included, scrubs. The stored agent may be another by then, or deleted.

import type { Schemas } from '../contract.ts'
import type { Sql, Value } from './database.ts'

type Categories = readonly Schemas['PiiConfig']['categories'][number][]

interface Row {
  answers: string | null
  scrubs: string | null
}

export class CallRemains {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** Keeps what the scenario says an analysis finds, for when the call is analysed again. */
  putAnswers(callId: string, answers: Record<string, unknown>): void {
    this.#put('answers', callId, JSON.stringify(answers))
  }

  answers(callId: string): Record<string, unknown> | undefined {
    const text = this.#find(callId)?.answers
    return text ? (JSON.parse(text) as Record<string, unknown>) : undefined
  }

  /** Keeps the categories that are taken out of the call, for when it is stored again. */
  putScrubs(callId: string, categories: Categories): void {
    this.#put('scrubs', callId, JSON.stringify(categories))
  }

  /** None where none were kept. */
  scrubs(callId: string): Categories {
    const text = this.#find(callId)?.scrubs
    return text ? (JSON.parse(text) as Categories) : []
  }

  #find(callId: string): Row | undefined {
    return this.#sql.get<Row>(
      'SELECT answers, scrubs FROM call_remains WHERE workspace = ? AND call_id = ?',
      this.#workspace,
      callId,
    )
  }

  #put(column: keyof Row, callId: string, value: Value): void {
    this.#sql.run(
      `INSERT INTO call_remains (workspace, call_id, ${column}) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ${column} = excluded.${column}`,
      this.#workspace,
      callId,
      value,
    )
  }
}
