// Whether the socket is kept alive as agreed, and closed only for what a close means.

import { closeMeaning } from '../call-meaning.ts'
import { advice, error, judge, type Rule, type RuleLimits, warning } from '../rule.ts'
import { ofKind, type Piece, type Reading, type Story } from '../story.ts'

export const keepaliveRules: Rule = (story, limits) => {
  const configs = ofKind(story, 'config')
  const pongs = ofKind(story, 'ping_pong')
  const asked = (connection: number) =>
    configs.some(({ fields, connection: of }) => of === connection && switchOn(fields.config))
  const pings = story.sent.filter(({ fields }) => fields?.interaction_type === 'ping_pong')
  return [
    judge('echoes-pings', pings, ping => pongFault(story, ping, pongs, limits)),
    judge('asks-for-keepalive', story.requests.slice(0, 1), ({ connection }) =>
      asked(connection) ? undefined : advice('auto_reconnect is off', configs[0]?.index),
    ),
    judge('sends-no-unasked-pongs', story.requests.slice(0, 1), () => {
      const unasked = pongs.find(({ connection }) => !asked(connection))
      return unasked ? error('sent ping_pong without auto_reconnect', unasked.index) : undefined
    }),
  ]
}

const switchOn = (config: unknown) =>
  typeof config === 'object' &&
  config !== null &&
  'auto_reconnect' in config &&
  config.auto_reconnect === true

function pongFault(story: Story, ping: Reading, pongs: Piece[], limits: RuleLimits) {
  const pong = pongs.find(({ index, connection }) => index > ping.index && connection === ping.connection)
  const over = Math.min(
    story.log.endedAtMs,
    ...story.log.closings.filter(({ connection }) => connection === ping.connection).map(({ atMs }) => atMs),
  )
  const tookMs = (pong?.atMs ?? over) - ping.atMs
  if (tookMs > limits.pongMs) {
    return error(
      pong
        ? `a ping was echoed after ${Math.round(tookMs)} ms`
        : `a ping had no echo for ${Math.round(tookMs)} ms`,
      pong?.index ?? ping.index,
    )
  }
  if (!pong) return undefined
  const { timestamp } = pong.fields
  return [
    tookMs > limits.slowPongMs
      ? warning(`a ping was echoed after ${Math.round(tookMs)} ms`, pong.index)
      : undefined,
    Number.isInteger(timestamp) ? undefined : error(`its timestamp is ${String(timestamp)}`, pong.index),
  ]
}

export const closingRules: Rule = story => [
  judge(
    'closes-with-meaning',
    story.log.closings.filter(({ explained }) => !explained),
    ({ by, code, connection, atMs }) => {
      if (by === 'retell') return undefined
      const last = story.received.findLast(
        reading => reading.connection === connection && reading.atMs <= atMs,
      )
      const consequence = closeMeaning(code)
      if (code === 1000) return warning(`closed with 1000: ${consequence}`, last?.index)
      return error(
        `${code === 1006 ? 'broke off (1006)' : `closed with ${code === 1005 ? 'no code (1005)' : code}`}: ${consequence}`,
        last?.index,
      )
    },
  ),
]
