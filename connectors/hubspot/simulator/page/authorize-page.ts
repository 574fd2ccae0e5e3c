import type { Portal } from '../portal'
import { html } from './html'
import { page, problem } from './layout'

/** What an authorisation asks for, as it stands in the page's own URL. */
export interface Authorization {
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string | null
}

/** A person chooses the portal that the app may see, or goes back. */
export function authorizePage(
  asked: Authorization,
  portals: readonly Portal[],
  chosen: number | null,
  query: string,
): string {
  const offered = portals.map(({ settings: { portalId, name } }, index) => {
    const isOn = chosen === null ? index === 0 : chosen === portalId
    return html`<p><label><input type="radio" name="portal" value="${portalId}"${isOn ? html` checked` : null} required> ${name} (${portalId})</label></p>`
  })
  return page(
    'Connect an app',
    html`<section><h2>Choose the portal to connect</h2><form method="post" action="/oauth/authorize?${query}">${offered}
<h2>It asks for</h2><ul>${asked.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
<div class="row"><button name="decision" value="connect">Connect app</button><button class="quiet" name="decision" value="cancel" formnovalidate>Cancel</button></div></form></section>`,
  )
}

export function authorizeProblem(message: string): string {
  return page('Authorization failed', problem(message))
}
