// The report as one page that needs nothing else: the findings, the times, and each test call with the timeline of its
// frames. Everything that came from the server is shown as text.

import { countsOf, exitCodeOf, outcomeOf } from '../checkup/finding.ts'
import type { CallRecord, LlmReport, LlmResult } from './check-report.ts'
import type { LlmFinding } from './findings.ts'
import { style } from './html-style.ts'

/** What of one frame is shown. */
const SHOWN_CHARS = 1_500

/** The whole page. `at`: when the server was checked, in Unix ms. */
export function htmlOf(report: LlmReport, at: number): string {
  const { results, calls, latency, target, durationMs } = report
  const counts = countsOf(report)
  const findings = results.flatMap(result => result.findings)
  const title = `${exitCodeOf(report) === 0 ? 'passed' : 'failed'}: ${target}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>check-llm</h1>
<p class="target">${text(target)}</p>
<p>${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC, ${calls.length} calls in ${(durationMs / 1_000).toFixed(1)} s</p>
<ul class="counts">
${ORDER.map(name => `<li class="${name}"><b>${counts[name]}</b> ${WORDS[name]}</li>`).join('\n')}
</ul>
</header>
<main>
${latency ? latencySection(latency) : ''}
<section>
<h2>Checks</h2>
${[...results].sort(byWeight).map(checkItem).join('\n')}
</section>
<section>
<h2>Calls</h2>
${calls.map((call, index) => callItem(call, index, findings)).join('\n')}
</section>
</main>
</body>
</html>
`
}

const ORDER = ['error', 'warning', 'advice', 'passed', 'skipped'] as const

const WORDS = {
  error: 'failed',
  warning: 'with a warning',
  advice: 'with advice',
  passed: 'passed',
  skipped: 'not made',
} as const

const byWeight = (one: LlmResult, other: LlmResult) =>
  ORDER.indexOf(outcomeOf(one)) - ORDER.indexOf(outcomeOf(other))

function latencySection({
  firstWord,
  firstSentence,
  complete,
  histogram,
  turns,
}: NonNullable<LlmReport['latency']>) {
  const most = Math.max(...histogram.map(({ count }) => count), 1)
  const row = (name: string, { p50Ms, p90Ms, maxMs }: typeof firstWord) =>
    `<tr><th>${name}</th><td>${p50Ms}</td><td>${p90Ms}</td><td>${maxMs}</td></tr>`
  const bar = ({ upToMs, count }: (typeof histogram)[number], at: number) => {
    const from = histogram[at - 1]?.upToMs ?? 0
    const label = upToMs === null ? `over ${from} ms` : `${from} to ${upToMs} ms`
    return `<tr><th>${label}</th><td><i style="width:${Math.round((count / most) * 100)}%"></i></td><td>${count}</td></tr>`
  }
  return `<section>
<h2>Times of ${turns} turns, in ms</h2>
<div class="times">
<table><tr><th></th><th>p50</th><th>p90</th><th>max</th></tr>
${row('first word', firstWord)}
${row('first sentence', firstSentence)}
${row('whole answer', complete)}
</table>
<table class="histogram"><caption>first sentence</caption>
${histogram.map(bar).join('\n')}
</table>
</div>
</section>`
}

function checkItem(result: LlmResult): string {
  const { name, about, findings, note, more } = result
  const outcome = outcomeOf(result)
  const head = `<span class="mark">${WORDS[outcome]}</span> <b>${text(about)}</b> <code>${name}</code>`
  if (findings.length === 0) {
    return `<div class="check ${outcome}">${head}${note ? ` <small>${text(note)}</small>` : ''}</div>`
  }
  return `<div class="check ${outcome}">${head}
<ul>
${findings.map(finding => `<li class="${finding.severity}">${text(finding.seen)} ${evidence(finding)}</li>`).join('\n')}
${more > 0 ? `<li>and ${more} more</li>` : ''}
</ul>
<p><b>Retell:</b> ${text(findings[0]?.retell ?? '')}</p>
<p><b>Change:</b> ${text(findings[0]?.change ?? '')}</p>
</div>`
}

function evidence({ call, frame }: LlmFinding): string {
  if (call === undefined) return ''
  const where = frame === undefined ? call : `${call}, frame ${frame}`
  return `<a href="#${frame === undefined ? anchor(call) : anchor(call, frame)}">${text(where)}</a>`
}

const anchor = (call: string, frame?: number) =>
  `call-${call.replaceAll(/[^a-z0-9]+/gi, '-')}${frame === undefined ? '' : `-${frame}`}`

function callItem(call: CallRecord, index: number, findings: readonly LlmFinding[]): string {
  const own = findings.filter(finding => finding.call === call.name)
  const rows = call.frames.map((frame, at) => {
    const remarks = own.filter(finding => finding.frame === at)
    return frameItem(call, frame, at, remarks)
  })
  const closings = call.closings.map(
    ({ atMs, code, by }) =>
      `<li class="note"><time>${atMs}</time> ${by === 'server' ? 'the server closed the socket' : 'the socket was closed from this side'}, ${code}</li>`,
  )
  return `<details id="${anchor(call.name)}"${own.length > 0 || index === 1 ? ' open' : ''}>
<summary>${text(call.name)} <small>${call.frames.length} frames${own.length > 0 ? `, ${own.length} findings` : ''}</small></summary>
<ol class="frames" start="0">
${[...rows, ...closings].join('\n')}
</ol>
</details>`
}

function frameItem(
  call: CallRecord,
  { atMs, direction, text: frame }: CallRecord['frames'][number],
  at: number,
  remarks: readonly LlmFinding[],
): string {
  const marks = remarks.map(({ severity, seen }) => `<p class="remark ${severity}">${text(seen)}</p>`)
  const worst = remarks[0]?.severity ?? ''
  return `<li id="${anchor(call.name, at)}" class="${direction} ${worst}"><time>${atMs}</time> <span class="gist">${text(gistOf(frame))}</span>
<details><summary>${direction === 'sent' ? 'sent' : 'received'}</summary><pre>${text(shortened(frame))}</pre></details>${marks.join('')}</li>`
}

/** A frame in a few words. */
function gistOf(frame: string): string {
  let fields: Record<string, unknown>
  try {
    fields = JSON.parse(frame) as Record<string, unknown>
  } catch {
    return frame.slice(0, 80)
  }
  if (typeof fields !== 'object' || fields === null) return frame.slice(0, 80)
  const { interaction_type, response_type, response_id, content, content_complete, turntaking, transcript } =
    fields
  const kind = String(interaction_type ?? response_type ?? 'response')
  const last = Array.isArray(transcript)
    ? (transcript.at(-1) as { role?: string; content?: string } | undefined)
    : undefined
  return [
    kind,
    response_id === undefined ? '' : `#${String(response_id)}`,
    turntaking === undefined ? '' : String(turntaking),
    typeof content === 'string' ? `“${content.slice(0, 120)}”` : '',
    content_complete === true ? 'complete' : '',
    last ? `${last.role}: “${String(last.content).slice(0, 80)}”` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

const shortened = (frame: string) =>
  frame.length > SHOWN_CHARS ? `${frame.slice(0, SHOWN_CHARS)}… (${frame.length} characters)` : frame

/** Text for between tags and inside attributes. */
export const text = (plain: string): string =>
  plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
