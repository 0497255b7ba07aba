// The telephone numbers that a call can be transferred to. What a request may name as a number is in routes/e164.ts.

/** E.164 with as many digits as subscribers have: a plus sign and seven to fifteen of them. */
export const TRANSFER_NUMBER = /^\+[1-9]\d{6,14}$/
