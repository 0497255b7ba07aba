// How the report's page looks, in light and in dark.

export const style = `
:root { color-scheme: light dark; --ink: #1d2330; --paper: #fbfbf9; --line: #d9dbe0; --dim: #6b7280;
  --red: #b3261e; --amber: #9a6700; --blue: #1f5fbf; --green: #1a7f37; --sent: #eef3fb; --got: #f2f6ee; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --paper: #14171c; --line: #333a44; --dim: #98a1ae;
  --red: #ff7b72; --amber: #e3b341; --blue: #79b8ff; --green: #56d364; --sent: #1a2433; --got: #1d271b; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; font: 15px/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper) }
h1 { margin: 0; font-size: 1.5rem } h2 { margin: 2.25rem 0 .75rem; font-size: 1.1rem }
code, pre, time, .target { font-family: ui-monospace, monospace; font-size: .85em }
small, time, code { color: var(--dim) } p { margin: .35rem 0 } a { color: var(--blue) }
.counts { display: flex; flex-wrap: wrap; gap: 1.5rem; padding: 0; list-style: none } .counts b { font-size: 1.5rem }
.error b, .error .mark, .remark.error, li.error > .gist { color: var(--red) }
.warning b, .warning .mark, .remark.warning, li.warning > .gist { color: var(--amber) }
.advice b, .advice .mark, .remark.advice { color: var(--blue) }
.passed b, .passed .mark { color: var(--green) } .check b, header .skipped b { color: inherit }
.check { padding: .5rem 0; border-top: 1px solid var(--line) } .check ul { margin: .35rem 0; padding-left: 1.25rem }
.mark { display: inline-block; min-width: 7.5rem; font-weight: 600 } .skipped { color: var(--dim) }
.times { display: flex; flex-wrap: wrap; gap: 2.5rem } table { border-collapse: collapse } caption { text-align: left }
th { padding: .15rem 1rem .15rem 0; font-weight: 500; text-align: left } td { padding: .15rem .75rem; text-align: right }
.histogram td:nth-child(2) { width: 14rem; text-align: left } .histogram i { display: block; height: .7rem; background: var(--blue) }
main > section > details { border-top: 1px solid var(--line); padding: .4rem 0 } summary { cursor: pointer }
.frames { margin: .5rem 0; padding: 0; list-style: none } .frames > li { margin: .2rem 0; padding: .3rem .6rem; border-radius: .4rem }
.frames > .sent { margin-right: 14%; background: var(--sent) } .frames > .received { margin-left: 14%; background: var(--got) }
.frames > .note { text-align: center; color: var(--dim) } .frames time { display: inline-block; min-width: 4.5rem }
.frames details { display: inline-block; margin-left: .5rem; font-size: .8em; color: var(--dim) } .frames details[open] { display: block }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 } .remark { font-weight: 600 }
`
