import type { PortalPage } from '../../http/contract/portal'
import { english } from './english'
import { Masthead } from './masthead'
import { type Frame, framed, shadesCss } from './render-page'

/** What a reminder's link comes to: asked before, done, or that it is no link of ours. */
export type RemindersShown =
  | {
      readonly is: 'asked' | 'done'
      readonly company: Pick<PortalPage['company'], 'name' | 'logo' | 'shades'>
    }
  | { readonly is: 'unknown' }

const words = english.noReminders

/** The page that ends reminders by e-mail: one question, one button, in the company's look. */
export function renderReminders(shown: RemindersShown, frame: Frame): string {
  if (shown.is === 'unknown') {
    const { title, text } = words.unknown
    return framed(
      title,
      frame,
      <main>
        <section className="notice alone">
          <h1>{title}</h1>
          <p>{text}</p>
        </section>
      </main>,
    )
  }
  const { is, company } = shown
  const { title, text } = words[is]
  return framed(
    `${title} · ${company.name}`,
    { ...frame, css: frame.css + shadesCss(company.shades) },
    <>
      <Masthead name={company.name} logo={company.logo} />
      <main>
        <section
          className={is === 'done' ? 'notice done' : 'notice'}
          role={is === 'done' ? 'status' : undefined}
        >
          <h1>{title}</h1>
          <p>{text(company.name)}</p>
          {is === 'asked' && (
            <form method="post">
              <button type="submit">{words.button}</button>
            </form>
          )}
        </section>
      </main>
    </>,
  )
}
