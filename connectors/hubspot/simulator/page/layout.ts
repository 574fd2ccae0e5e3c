import { type Html, html } from './html'

export const stylesheet = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6876; --line: #dde2e8; --paper: #fff; --back: #f5f6f8; --act: #1f5f8b; --warn: #9a3412; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaef; --soft: #9aa7b5; --line: #323c48; --paper: #1a212a; --back: #12171d; --act: #7cb7e0; --warn: #f0a37f; } }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back) }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem }
header p { margin: 0; color: var(--soft) }
h1 { font-size: 1.5rem; margin: .5rem 0 } h2 { font-size: 1.1rem; margin: 0 0 .75rem }
a { color: var(--act) }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1.25rem; margin: 0 0 1.25rem; overflow-x: auto }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; color: var(--soft) } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
form.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem 1rem; align-items: end }
label { display: block; font-size: .9rem; color: var(--soft) }
input, select { width: 100%; height: 2.5rem; font: inherit; padding: 0 .6rem; color: var(--ink); background: var(--back); border: 1px solid var(--line); border-radius: .35rem }
button { font: inherit; padding: .5rem 1rem; border: 1px solid var(--act); border-radius: .35rem; background: var(--act); color: var(--paper); cursor: pointer }
button.quiet { background: none; color: var(--act) } button.warn { background: none; color: var(--warn); border-color: var(--warn) }
input[type=radio] { width: auto; height: auto; margin: 0 .4rem 0 0; vertical-align: -.05rem }
td.number { white-space: nowrap }
:focus-visible { outline: 2px solid var(--act); outline-offset: 2px }
.row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end } .row form { display: flex; gap: .5rem; align-items: end }
.problem { border-color: var(--warn); color: var(--warn) } .soft { color: var(--soft) }
`

/** A whole page. Says clearly that this is not HubSpot. */
export function page(title: string, ...parts: readonly (Html | null)[]): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · CRM simulator</title><link rel="stylesheet" href="/page.css"></head>
<body><header><p><a href="/">CRM simulator</a>: a stand-in for HubSpot, where you play the salesperson</p></header>
<main><h1>${title}</h1>${parts}</main></body></html>`.markup
}

export function problem(message: string): Html {
  return html`<section class="problem" role="alert">${message}</section>`
}
