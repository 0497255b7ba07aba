// Refusals in Retell's words. A handler throws one; http.ts turns it into a status and a body.

/** An answer that is not the success of the operation: its HTTP status and the sentence the caller reads. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * A thing that this workspace does not have. Wording seen on the live service: `Item <id> not found from <kind>`,
 * with the status 404; its published contract says 422, which the setting `not_found_status` restores at the HTTP edge.
 */
export class NotFound extends Refusal {
  constructor(kind: string, id: string) {
    super(404, `Item ${id} not found from ${kind}`)
  }
}

export const badRequest = (message: string) => new Refusal(400, message)
export const unauthorized = () => new Refusal(401, 'API key is missing or invalid.')
/** The words of the next three: Retell's published description. */
export const paymentRequired = () => new Refusal(402, 'Trial has ended, please add payment method.')
export const forbidden = () => new Refusal(403, 'Forbidden')
/** `why` is the mock's own addition. */
export const tooManyRequests = (why: string) =>
  new Refusal(429, `Account rate limited, please throttle your requests. (${why})`)
export const conflict = (message: string) => new Refusal(409, message)
export const unprocessable = (message: string) => new Refusal(422, message)
export const tooLarge = (limitBytes: number) =>
  new Refusal(413, `request body is larger than ${Math.floor(limitBytes / 1_000_000)} MB`)

/** A mistake of the person who started the mock (a flag, a file): told in a sentence, without a stack. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

/** What a thrown thing says: the message of an error, and whatever else it was as text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
