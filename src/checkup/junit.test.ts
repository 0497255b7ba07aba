import { expect, test } from 'vitest'
import type { CheckResult, CheckupReport } from './finding.ts'
import { junitOf, xmlAttribute, xmlText } from './junit.ts'

const result = (changes: Partial<CheckResult>): CheckResult => ({
  name: 'stale',
  theme: 'Signatures',
  about: 'an old one is refused',
  state: 'passed',
  findings: [],
  durationMs: 1_234,
  ...changes,
})
const report: CheckupReport = {
  tool: 'check-webhook',
  target: 'http://127.0.0.1:8080/a?b&c"d',
  durationMs: 2_000,
  results: [
    result({}),
    result({ name: 'later', state: 'skipped', note: 'no <key>' }),
    result({
      name: 'slow',
      state: 'found',
      findings: [{ severity: 'warning', seen: 'It was <slow>.', change: 'Hurry.' }],
    }),
    result({
      name: 'open',
      state: 'found',
      findings: [
        { severity: 'advice', seen: 'Hm.', change: 'Think.' },
        {
          severity: 'error',
          seen: 'It said "yes" & \u0000.',
          change: 'Say ]]> no.',
          snippet: 'if (a < b)\n  return',
        },
      ],
    }),
  ],
}

test('a report becomes a suite: errors fail, skipped are skipped, what is less grave is told beside a pass', () => {
  expect(junitOf(report)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fake-retell check-webhook" tests="4" failures="1" errors="0" skipped="1" time="2.000">
  <testsuite name="check-webhook http://127.0.0.1:8080/a?b&amp;c&quot;d" tests="4" failures="1" errors="0" skipped="1" time="2.000">
    <testcase classname="check-webhook.Signatures" name="stale: an old one is refused" time="1.234"/>
    <testcase classname="check-webhook.Signatures" name="later: an old one is refused" time="1.234">
      <skipped message="no &lt;key&gt;"/>
    </testcase>
    <testcase classname="check-webhook.Signatures" name="slow: an old one is refused" time="1.234">
      <system-out>warning: It was &lt;slow&gt;.
Hurry.</system-out>
    </testcase>
    <testcase classname="check-webhook.Signatures" name="open: an old one is refused" time="1.234">
      <failure type="error" message="It said &quot;yes&quot; &amp; \uFFFD.">advice: Hm.
Think.

error: It said "yes" &amp; \uFFFD.
Say ]]&gt; no.
if (a &lt; b)
  return</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
  )
})

test.each([
  ['<a href="b">&amp;</a>', '&lt;a href="b"&gt;&amp;amp;&lt;/a&gt;'],
  ['tab\tline\nreturn\r', 'tab\tline\nreturn&#13;'],
  ['nul\u0000 bell\u0007 escape\u001b[31m', 'nul\uFFFD bell\uFFFD escape\uFFFD[31m'],
  ['\uD83D\uDE4F, half of it: \uD83D.', '\uD83D\uDE4F, half of it: \uFFFD.'],
  ['no characters: \uFFFE\uFFFF', 'no characters: \uFFFD\uFFFD'],
])('%j is written as %j', (text, written) => {
  expect(xmlText(text)).toBe(written)
})

test('an attribute keeps its line ends and its quotes', () => {
  expect(xmlAttribute('a\n"b"\tc')).toBe('a&#10;&quot;b&quot;&#9;c')
})

test('a check without a time of its own has none in the report', () => {
  const { durationMs: _none, ...untimed } = result({})
  expect(junitOf({ ...report, results: [untimed] })).toContain(
    '<testcase classname="check-webhook.Signatures" name="stale: an old one is refused"/>',
  )
})
