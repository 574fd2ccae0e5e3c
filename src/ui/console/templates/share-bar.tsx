import type { TemplateView } from '../../../http/contract/template'
import { shareText } from '../../parts/money-text'
import { ratioOf } from '../../parts/share-ratio'
import { leftOfWhole, ratioText } from '../../parts/typed-share'
import classes from './share-bar.module.css'

type Milestones = Pick<TemplateView, 'milestones'>['milestones']

/** "30 % / 40 % / 30 %", and what is left of the whole where they don't sum to it. */
export function sharesInWords(milestones: Milestones): string {
  const left = leftOfWhole(milestones.map((milestone) => milestone.share))
  const all = milestones.map((milestone) => shareText(milestone.share)).join(' / ')
  if (left.over === 0n) return all
  return `${all} · ${ratioText(left)} ${left.over > 0n ? 'not planned' : 'too much'}`
}

const PIECES = 10_000n

/** How a template cuts a contract, as one bar. */
export function ShareBar({ milestones }: { readonly milestones: Milestones }) {
  const left = leftOfWhole(milestones.map((milestone) => milestone.share))
  const grow = (over: bigint, under: bigint) => Number((over * PIECES) / under)
  return (
    <div role="img" aria-label={sharesInWords(milestones)} className={classes['bar']}>
      {milestones.map((milestone, place) => {
        const ratio = ratioOf(milestone.share)
        return (
          <span
            // Two milestones may have the same name; their places are what tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: drawn anew whenever the template changes
            key={place}
            className={classes['part']}
            style={{ flexGrow: ratio === null ? 0 : grow(ratio.over, ratio.under) }}
            title={`${milestone.name} ${shareText(milestone.share)}`}
          />
        )
      })}
      {left.over > 0n && (
        <span
          className={classes['rest']}
          style={{ flexGrow: grow(left.over, left.under) }}
          title="Not planned"
        />
      )}
    </div>
  )
}
