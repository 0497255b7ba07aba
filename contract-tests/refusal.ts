// An answer of the API that is not the success of the operation, as tests look at it.

/** What the raw client throws. `message` is what Retell says, whichever of its two error shapes it came in. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(messageIn(body))
    this.status = status
    this.body = body
  }
}

/** Status and words of a request that is expected to be refused. Throws when it succeeds, or fails otherwise. */
export async function refusal(request: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await request
  } catch (error) {
    if (error instanceof ApiRefusal) return { status: error.status, message: error.message }
    throw error
  }
  throw new Error('the request was expected to be refused, and succeeded')
}

function messageIn(body: unknown): string {
  const { message, error_message: faults } = (body ?? {}) as { message?: unknown; error_message?: unknown }
  return String(faults ?? message ?? '')
}
