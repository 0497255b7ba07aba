// The form of a phone number that networks agree on.

/** ITU-T E.164: a plus sign and up to fifteen digits. */
export const E164 = /^\+[1-9]\d{1,14}$/
