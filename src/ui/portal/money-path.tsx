import type { PortalPage } from '../../http/contract/portal'
import { english as words } from './english'
import { figureText, moneyText } from './written'

type Part = PortalPage['deal']['bar'][number]

/** An amount's whole digits without its sign and point: only proportions are drawn of it. */
const sizeOf = ({ amount }: Part): bigint => BigInt(amount.amount.replace(/\D/g, '') || '0')

/** Where each part begins and how wide it is, of a thousand; a part that is there is never invisible. */
function placed(bar: readonly Part[]): { part: Part['part']; x: number; width: number }[] {
  const shown = bar.filter((each) => sizeOf(each) > 0n && !each.amount.amount.startsWith('-'))
  const whole = shown.reduce((sum, each) => sum + sizeOf(each), 0n)
  let x = 0
  return shown.map((each) => {
    const width = Math.max(6, Number((sizeOf(each) * 1000n) / whole))
    const place = { part: each.part, x, width }
    x += width
    return place
  })
}

/** The money's path: one bar and its figures, in the order that every surface draws. */
export function MoneyPath({ deal }: Pick<PortalPage, 'deal'>) {
  const parts = placed(deal.bar)
  const whole = parts.reduce((sum, { width }) => sum + width, 0)
  const named = deal.bar.filter((each) => parts.some(({ part }) => part === each.part))
  return (
    <section className="path" aria-label={words.figures.contract}>
      {parts.length > 0 && (
        <>
          <svg className="bar" viewBox={`0 0 ${whole} 20`} preserveAspectRatio="none" aria-hidden="true">
            {parts.map(({ part, x, width }) => (
              <rect key={part} className={`part-${part}`} x={x} y="0" width={width} height="20" />
            ))}
          </svg>
          <ul className="legend">
            {named.map(({ part, amount }) => (
              <li key={part}>
                <svg viewBox="0 0 10 10" aria-hidden="true">
                  <rect className={`part-${part}`} width="10" height="10" />
                </svg>
                <span>{words.bar[part]}</span> <span className="figure">{moneyText(amount)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <dl className="figures">
        <Figure term={words.figures.contract} text={moneyText(deal.contractSum)} />
        <Figure term={words.figures.billed} text={figureText(deal.billed)} />
        <Figure term={words.figures.paid} text={figureText(deal.paid)} more={words.withTax} />
        <Figure term={words.figures.left} text={figureText(deal.remaining)} />
      </dl>
    </section>
  )
}

function Figure({
  term,
  text,
  more,
}: {
  readonly term: string
  readonly text: string
  readonly more?: string
}) {
  return (
    <div>
      <dt>
        {term}
        {more !== undefined && <small> {more}</small>}
      </dt>
      <dd className="figure">{text}</dd>
    </div>
  )
}
