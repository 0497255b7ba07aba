// What the demo shows, line by line. Nothing happens here.

import type { Report } from '../../journal.ts'
import { offset, plain } from '../report-line.ts'
import type { Channel } from '../terminal.ts'
import type { DemoCall } from './client.ts'
import type { Received } from './receiver.ts'
import type { Reply } from './script.ts'

export type Screen = ReturnType<typeof screenOn>

/** The demo's screen on a channel; each function prints its lines at once. */
export function screenOn({ print, paint }: Channel) {
  /** A moment of the call: when, who, what. */
  const moment = (when: string, who: string, what: string) =>
    print(`  ${paint('dim', when.padStart(6))}  ${who}  ${what}`)
  const row = (name: string, value: string) => print(`  ${paint('dim', name.padEnd(10))}${value}`)
  return {
    opening({
      server,
      llm,
      webhook,
      client,
    }: {
      server: string
      llm: string
      webhook: string
      client: string
    }): void {
      print(`${paint('bold', 'fake-retell demo')}: a phone call, with everything on this machine`)
      print('')
      const width = Math.max(server.length, llm.length, webhook.length)
      const part = (name: string, url: string, about: string) =>
        row(name, `${url.padEnd(width)}   ${paint('dim', about)}`)
      part('API', server, `asked by ${client}`)
      part('LLM', llm, 'thinks for the agent')
      part('webhooks', webhook, 'checks every signature')
      print('')
    },
    gap: () => print(''),
    made(what: string, name: string): void {
      print(`  ${paint('green', '✓')} ${what.padEnd(13)} ${name}`)
    },
    turn({ role, content, atMs }: Extract<Report, { type: 'turn' }>): void {
      moment(
        offset(atMs),
        paint(role === 'agent' ? 'cyan' : 'blue', role === 'agent' ? 'agent' : ' user'),
        plain(content),
      )
    },
    tool({ name, arguments: args, result }: NonNullable<Reply['tool']>): void {
      moment('', paint('yellow', ' tool'), `${name} ${JSON.stringify(args)} → ${JSON.stringify(result)}`)
    },
    webhook({ event, verified }: Received): void {
      const mark = verified ? paint('green', '✓ verified') : paint('red', '✗ signature refused')
      moment('', paint('magenta', ' hook'), `${event} ${mark}`)
    },
    closing({
      call_status,
      disconnection_reason,
      duration_ms,
      call_cost,
      recording_url,
      call_analysis,
    }: DemoCall): void {
      print('')
      row('call', `${call_status}, ${disconnection_reason ?? 'without a reason'}`)
      row('duration', offset(duration_ms ?? 0))
      row('cost', `${(call_cost?.combined_cost ?? 0).toFixed(2)} ¢`)
      row('summary', plain(call_analysis?.call_summary ?? 'none'))
      row('recording', `${recording_url ?? 'none'}`)
      print('')
    },
    faults(faults: readonly string[]): void {
      for (const fault of faults) print(`  ${paint('red', '✗')} ${fault}`)
    },
    onwards(): void {
      print(`Now with your own code:`)
      print(`  npx fake-retell                                  ${paint('dim', '# the mock, on port 4010')}`)
      print(
        `  export RETELL_BASE_URL=http://127.0.0.1:4010     ${paint('dim', '# for whatever uses the Retell SDK')}`,
      )
      print(`  npx fake-retell exec -- npm test                 ${paint('dim', '# or both at once')}`)
    },
  }
}
