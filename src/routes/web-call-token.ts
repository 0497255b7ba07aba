// The token a browser joins a web call with: the shape of a JSON Web Token, signed by nobody, since nobody checks it.

/** `expiresAt` in Unix ms. */
export function accessToken(callId: string, expiresAt: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = part({ alg: 'HS256', typ: 'JWT' })
  const claims = part({
    sub: callId,
    exp: Math.floor(expiresAt / 1000),
    video: { room: callId, roomJoin: true },
  })
  return `${header}.${claims}.${part({ fake: 'retell' })}`
}
