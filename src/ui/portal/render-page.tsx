import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { PortalPage } from '../../http/contract/portal'
import { DealPage } from './deal-page'
import { english as words } from './english'
import type { Shown } from './shown'

/** What stands around every page: its style, and the value that lets it in. */
export interface Frame {
  readonly css: string
  readonly nonce: string
}

/** A page that says one thing, and where to go from there. */
export interface Notice {
  readonly title: string
  readonly text: string
  readonly back: string | null
  readonly requestId: string | null
}

/** A client's page as HTML: whole without any script. */
export const renderDeal = (shown: Shown, frame: Frame): string =>
  framed(
    `${shown.page.deal.name} · ${shown.page.company.name}`,
    { ...frame, css: frame.css + shadesCss(shown.page.company.shades) },
    <DealPage shown={shown} />,
  )

const COLOUR = /^#[0-9a-f]{6}$/

/** The company's colour over ours. Nothing but colours comes into a style. */
export function shadesCss({ light, dark }: PortalPage['company']['shades']): string {
  const set = ({ accent, on }: typeof light) => {
    if (!COLOUR.test(accent) || !COLOUR.test(on)) throw new Error('a shade is no colour')
    return `:root{--accent:${accent};--accent-ink:${accent};--on-accent:${on}}`
  }
  return `${set(light)}@media (prefers-color-scheme: dark){${set(dark)}}`
}

export const renderNotice = (notice: Notice, frame: Frame): string =>
  framed(
    notice.title,
    frame,
    <main>
      <section className="notice alone">
        <h1>{notice.title}</h1>
        <p>{notice.text}</p>
        {notice.back !== null && (
          <p>
            <a href={notice.back}>{words.back}</a>
          </p>
        )}
        {notice.requestId !== null && <p className="quiet">{words.requestId(notice.requestId)}</p>}
      </section>
    </main>,
  )

/** A whole page of ours, of what stands in it. */
export function framed(title: string, { css, nonce }: Frame, children: ReactNode): string {
  const page = (
    <html lang={words.language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        {/* Our own file: nothing of what people typed comes into it. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a style is no text to escape */}
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: css }} />
      </head>
      <body>{children}</body>
    </html>
  )
  return `<!doctype html>${renderToStaticMarkup(page)}`
}
