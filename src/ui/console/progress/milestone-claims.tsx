import { Text } from '@mantine/core'
import type { MilestoneView } from '../../../http/contract/milestone'
import type { ClaimView } from '../../../http/contract/progress'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import { Fact } from '../deal/milestone-facts'
import classes from './progress.module.css'
import { claimedPercent } from './typed-percent'

function claimWords({ kind, percent, invoice, billed }: ClaimView): string {
  switch (kind) {
    case 'progress':
      return `${percent} % complete · ${billed ? 'billed' : 'not billed'}`
    case 'again':
      return `Credited on ${invoice} · ${billed ? 'billed again' : 'to be billed again'}`
    case 'closed':
      return `Credited on ${invoice} · closed, not billed again`
  }
}

function Claim({ claim }: { readonly claim: ClaimView }) {
  return (
    <li className={classes['claim']}>
      <span>{claimWords(claim)}</span>
      <Amount of={claim.amount} fw={600} />
      <Text size="xs" c="dimmed" className={classes['whole'] ?? ''}>
        {claim.by}, <Day at={claim.at} />
        {claim.note !== null && ` · ${claim.note}`}
      </Text>
    </li>
  )
}

/** What is claimed of a milestone by percent, as a bar and a list, and what was said about credits on its invoices. */
export function MilestoneClaims({ milestone: { claims } }: { readonly milestone: MilestoneView }) {
  const progress = claims.filter(({ kind }) => kind === 'progress')
  const credits = claims.filter(({ kind }) => kind !== 'progress')
  const percent = claimedPercent(claims)
  return (
    <>
      {progress.length > 0 && (
        <Fact name="Claimed by progress">
          <div className={classes['bar']} role="img" aria-label={`${percent} % claimed`}>
            <span className={classes['done']} style={{ width: `${percent}%` }} />
          </div>
          <ul className={classes['claims']}>
            {progress.map((claim) => (
              <Claim key={claim.number} claim={claim} />
            ))}
          </ul>
        </Fact>
      )}
      {credits.length > 0 && (
        <Fact name="After a credit">
          <ul className={classes['claims']}>
            {credits.map((claim) => (
              <Claim key={claim.number} claim={claim} />
            ))}
          </ul>
        </Fact>
      )}
    </>
  )
}
