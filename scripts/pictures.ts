// Makes the pictures of docs/check-llm.md: a server that is wrong in two places is checked, and a headless Chromium takes
// the terminal and the page. CHROMIUM names the program unless it is called chromium.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordingTerminal } from '../src/cli/recording-terminal.ts'
import { run } from '../src/cli/run.ts'
import type { Channel, Style } from '../src/cli/terminal.ts'
import { chunk, startRightServer } from '../src/testing/right-llm-server.ts'

const IMAGES = 'docs/images'
const WIDTH = 1_120
const COLOURS: Record<Style, string> = {
  bold: 'font-weight:700;color:#fff',
  dim: 'color:#7d8590',
  red: 'color:#ff7b72',
  green: 'color:#56d364',
  yellow: 'color:#e3b341',
  blue: 'color:#79b8ff',
  magenta: 'color:#d2a8ff',
  cyan: 'color:#76e3ea',
}

const folder = mkdtempSync(join(tmpdir(), 'pictures-'))
const server = await startRightServer({
  sends: frame => {
    if (frame.response_type === 'tool_call_invocation') return [{ ...frame, arguments: { people: 4 } }]
    const ends = frame.content_complete === true && frame.response_id !== 0
    return ends ? [frame, chunk(frame.response_id, ' Anything else?', true)] : [frame]
  },
})
const lines: string[] = []
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const out: Channel = {
  print: line => void lines.push(line),
  write: text => void lines.push(text),
  progress() {},
  // Painted text may be painted into again, so it is marked here and made HTML at the end.
  paint: (style, text) => `⟦${style}⟧${text}⟦⟧`,
  interactive: false,
}
const page = join(folder, 'report.html')
const say = [
  'Hello, can you hear me?',
  'What can you do?',
  'A table for four, please.',
  'Thank you. Goodbye.',
]
await run(['check-llm', server.url, '--html', page, ...say.flatMap(line => ['--say', line])], {
  ...recordingTerminal(),
  out,
  err: out,
})
await server.close()

const painted = escaped(lines.join('\n'))
  .replaceAll(/⟦(\w+)⟧/g, (_, style: Style) => `<span style="${COLOURS[style]}">`)
  .replaceAll('⟦⟧', '</span>')
const terminal = join(folder, 'terminal.html')
writeFileSync(
  terminal,
  `<meta charset="utf-8"><body style="margin:0;background:#14171c"><pre style="margin:0;padding:24px;color:#d5d9df;font:14px/1.45 ui-monospace,'DejaVu Sans Mono',monospace">${painted}</pre>`,
)
mkdirSync(IMAGES, { recursive: true })
picture(terminal, 'check-llm-terminal.png', Math.ceil(lines.length * 20.3) + 48)
picture(page, 'check-llm-report.png', 1_500)
rmSync(folder, { recursive: true })

function picture(file: string, name: string, height: number): void {
  execFileSync(
    process.env.CHROMIUM ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--window-size=${WIDTH},${height}`,
      `--screenshot=${join(IMAGES, name)}`,
      `file://${file}`,
    ],
    { stdio: 'ignore', timeout: 60_000 },
  )
}
