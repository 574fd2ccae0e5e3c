import { Anchor, Button, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { PreflightCheckView } from '../../../http/contract/billing'
import { problemFrom } from '../api/refusal'
import { useCheckNow } from '../connections/use-connections'
import classes from './preflight-list.module.css'

/** Reads both vendors where the person stands: what was unknown is then known, or still named. */
function CheckNow({ label }: { readonly label: string }) {
  const check = useCheckNow()
  return (
    <>
      <Button size="compact-xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
        {label}
      </Button>
      {check.error !== null && (
        <Text span inherit role="alert">
          {' '}
          {problemFrom(check.error).detail}
        </Text>
      )}
    </>
  )
}

/** What the server calls the mend that reads both vendors: a press here, and no other page. */
const CHECK_NOW = 'Check now'

function Mend({ mend }: { readonly mend: NonNullable<PreflightCheckView['mend']> }) {
  if (mend.href === null) return <>{mend.label}</>
  if (mend.href === '/connections' && mend.label === CHECK_NOW) return <CheckNow label={mend.label} />
  if (mend.href.startsWith('/open/'))
    return (
      <Anchor href={mend.href} target="_blank" rel="noreferrer" inherit underline="always">
        {mend.label} ↗
      </Anchor>
    )
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
