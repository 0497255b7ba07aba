import { messageOf } from '../../errors.ts'
import { advice, error } from '../../referee/rule.ts'
import { withCallId } from '../address.ts'
import type { Stage, TestCase } from '../test-case.ts'

/** Other forms of the address: a query behind the id, and the address without what may be a secret in it. */
export const addresses: TestCase = {
  name: 'addresses',
  about: 'dials with a query, and without what may be a secret',
  checks: ['takes-any-call-id', 'guards-its-door'],
  async run(stage) {
    await withQuery(stage)
    await withoutSecret(stage)
  },
}

async function withQuery({ call: callOf, findings, url }: Stage): Promise<void> {
  const address = new URL(url)
  address.searchParams.set('check', '1')
  const call = callOf('an address with a query', { addressOf: id => withCallId(address.href, id) })
  try {
    await call.connect()
    const { closedByServer } = await settled(call)
    findings.judge(
      'takes-any-call-id',
      call,
      closedByServer > 0 ? error('closed the socket when its address had a query') : undefined,
    )
  } catch (failure) {
    findings.judge('takes-any-call-id', call, error(`with a query behind the id: ${messageOf(failure)}`))
  }
}

async function withoutSecret({ call: callOf, findings, url }: Stage): Promise<void> {
  const bare = withoutLastPart(url)
  const open = advice('lets in whoever knows its address: there is no secret in it')
  if (!bare) return findings.judge('guards-its-door', undefined, open)
  const call = callOf('an address without its last part', { addressOf: id => withCallId(bare, id) })
  try {
    await call.connect()
    const { closedByServer } = await settled(call)
    const seen = advice('lets in a caller without the last part of its address')
    findings.judge('guards-its-door', call, closedByServer > 0 ? undefined : seen)
  } catch {
    findings.judge('guards-its-door', call)
  }
}

/** Gives the server time to close a visitor whom it does not want. */
async function settled(call: ReturnType<Stage['call']>) {
  await call.explaining(async () => {
    await call.greeting()
  })
  return call
}

/** The address without its query, else without its last segment; undefined where there is neither. */
function withoutLastPart(url: string): string | undefined {
  const address = new URL(url)
  if (address.search) {
    address.search = ''
    return address.href
  }
  const path = address.pathname.replace(/\/+$/, '')
  if (path === '') return undefined
  address.pathname = path.slice(0, path.lastIndexOf('/')) || '/'
  return address.href
}
