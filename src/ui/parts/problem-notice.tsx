import { Alert, Button, Group, List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ProblemView } from '../../http/contract/problem'
import { moneyText } from './money-text'

interface ProblemNoticeProps {
  readonly problem: ProblemView
  /** Offered as "Try again". */
  readonly onRetry?: () => void
  /** Offered as a way to put it away. */
  readonly onClose?: () => void
  /** Pointers whose errors are already shown at their fields. */
  readonly shownAt?: ReadonlySet<string>
  readonly children?: ReactNode
}

/** Red is kept for money at risk; everything else that fails is something to mend. */
const moneyAtRisk: ReadonlySet<ProblemView['code']> = new Set(['over_billing', 'already_billed'])

/** What went wrong, what is safe, what to do; the numbers that matter; the request's number small. */
export function ProblemNotice({ problem, onRetry, onClose, shownAt, children }: ProblemNoticeProps) {
  const { remaining, attempted, currency } = problem
  const loose = (problem.errors ?? []).filter((error) => !shownAt?.has(error.pointer))
  return (
    <Alert
      color={moneyAtRisk.has(problem.code) ? 'red' : 'amber'}
      variant="light"
      icon={<IconAlertTriangle size={20} />}
      title={problem.title}
      role="alert"
      {...(onClose === undefined ? {} : { withCloseButton: true, onClose, closeButtonLabel: 'Put away' })}
    >
      <Text size="sm">{problem.detail}</Text>
      {currency !== undefined && attempted !== undefined && (
        <Text size="sm" mt={4}>
          Asked for <b className="tabular">{moneyText({ amount: attempted, currency })}</b>
          {remaining !== undefined && (
            <>
              , left <b className="tabular">{moneyText({ amount: remaining, currency })}</b>
            </>
          )}
          .
        </Text>
      )}
      {loose.length > 0 && (
        <List size="sm" mt={4}>
          {loose.map((error) => (
            <List.Item key={`${error.pointer} ${error.detail}`}>
              {error.pointer === '' ? '' : `${error.pointer.slice(1).replaceAll('/', ' › ')}: `}
              {error.detail}
            </List.Item>
          ))}
        </List>
      )}
      {(onRetry !== undefined || children !== undefined) && (
        <Group gap="sm" mt="sm">
          {onRetry !== undefined && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {children}
        </Group>
      )}
      {problem.requestId !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          Request {problem.requestId}
        </Text>
      )}
    </Alert>
  )
}
