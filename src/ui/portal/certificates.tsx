import type { PortalPage } from '../../http/contract/portal'
import { Pill } from './deal-parts'
import { english as words } from './english'
import { momentText } from './written'

/** The papers that prove what was accepted; one that was taken back says so. */
export function Certificates({ page }: { readonly page: PortalPage }) {
  if (page.certificates.length === 0) return null
  const when = (at: string) => momentText(at, page.company.zone)
  return (
    <section aria-labelledby="certificates">
      <h2 id="certificates">{words.certificates}</h2>
      <ul className="rows">
        {page.certificates.map(({ number, name, madeAt, withdrawnAt, url }) => (
          <li key={number}>
            <h3>
              <bdi>{name}</bdi>
            </h3>
            <p className="about">
              {withdrawnAt === null ? (
                <Pill status="approved" text={words.certificateStands} />
              ) : (
                <Pill status="cancelled" text={words.certificateWithdrawn} />
              )}
              <span className="quiet">
                {' '}
                {withdrawnAt === null ? words.certified(when(madeAt)) : words.withdrawn(when(withdrawnAt))}
              </span>
            </p>
            <p className="quiet">{words.certificate(number)}</p>
            <p className="links">
              <a href={url}>
                {words.pdf}
                <span className="unseen"> {words.certificate(number)}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
