// The token a browser joins a call with: the shape of a JSON Web Token, signed by nobody, since nobody checks it.

/** `expiresAt` in Unix ms; a listener's token lets it hear and neither speak nor be seen. */
export function accessToken(callId: string, expiresAt: number, listenerId?: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const listens = listenerId === undefined ? {} : { canPublish: false, hidden: true }
  const header = part({ alg: 'HS256', typ: 'JWT' })
  const claims = part({
    sub: listenerId ?? callId,
    exp: Math.floor(expiresAt / 1000),
    video: { room: callId, roomJoin: true, ...listens },
  })
  return `${header}.${claims}.${part({ fake: 'retell' })}`
}
