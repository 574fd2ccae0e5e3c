import { Anchor, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { PreflightCheckView } from '../../../http/contract/billing'
import classes from './preflight-list.module.css'

function Mend({ mend }: { readonly mend: NonNullable<PreflightCheckView['mend']> }) {
  if (mend.href === null) return <>{mend.label}</>
  return mend.href.startsWith('/') ? (
    <Anchor component={Link} href={mend.href} inherit underline="always">
      {mend.label}
    </Anchor>
  ) : (
    <Anchor href={mend.href} target="_blank" rel="noreferrer" inherit underline="always">
      {mend.label} ↗
    </Anchor>
  )
}

interface PreflightListProps {
  readonly checks: readonly PreflightCheckView[]
  /** Only what fails, and warnings; otherwise the passed ones follow in small. */
  readonly onlyFailed?: boolean
}

/** A check that passes and has a mend stops nothing, but a person should look at it. */
export const isWarning = (check: PreflightCheckView): boolean => check.ok && check.mend !== null

/** What QuickBooks would refuse, each with the way to mend it. */
export function PreflightList({ checks, onlyFailed = false }: PreflightListProps) {
  const shown = [...checks]
    .filter((check) => !onlyFailed || !check.ok || isWarning(check))
    .sort((a, b) => Number(a.ok) - Number(b.ok))
  if (checks.length > 0 && checks.every((check) => check.ok && !isWarning(check))) {
    return (
      <Text className={`${classes['check']} ${classes['ok']}`}>
        <IconCheck size={16} aria-hidden /> Every check passes: QuickBooks will take it.
      </Text>
    )
  }
  return (
    <ul className={classes['list']}>
      {shown.map((check) => (
        <li
          key={`${check.check} ${check.detail}`}
          className={`${classes['check']} ${check.ok ? classes['ok'] : classes['bad']}`}
        >
          {isWarning(check) ? (
            <IconAlertTriangle size={16} aria-label="Look at this" />
          ) : check.ok ? (
            <IconCheck size={16} aria-label="Passes" />
          ) : (
            <IconAlertTriangle size={16} aria-label="Fails" />
          )}
          <span>
            {check.detail} {check.mend !== null && <Mend mend={check.mend} />}
          </span>
        </li>
      ))}
    </ul>
  )
}
