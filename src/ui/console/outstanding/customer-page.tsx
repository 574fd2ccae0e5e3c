import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Fragment } from 'react'
import { Link } from 'wouter'
import type { CustomerHistoryView, CustomerSumView } from '../../../http/contract/outstanding'
import { EmptyState } from '../../parts/empty-state'
import { Figure } from '../../parts/figure'
import { minorOf } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { UnappliedNotice } from '../invoices/unapplied-notice'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import classes from './customer-page.module.css'
import { Freshness } from './freshness'
import { HistoryTable } from './history-table'
import { invoicedWords } from './outstanding-words'
import { useCustomerHistory } from './use-outstanding'

/** What was this customer invoiced, over all deals, and what came of it? */
export function CustomerPage({ customerId }: { readonly customerId: string }) {
  const history = useCustomerHistory(customerId)
  useRowKeys()
  const [first] = history.data?.pages ?? []
  if (first === undefined && !history.isError) return <PageSkeleton />
  const items = history.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="md">
      <Anchor component={Link} href="/invoices/outstanding" size="sm">
        Outstanding
      </Anchor>
      {first === undefined ? <PageTitle>Customer</PageTitle> : <Head history={first} />}
      {history.isError && (
        <ProblemNotice problem={problemFrom(history.error)} onRetry={() => void history.refetch()} />
      )}
      {first?.currencies.map((sum) => (
        <Sums key={sum.currency} sum={sum} />
      ))}
      {first !== undefined && (
        <>
          <UnappliedNotice
            unapplied={first.unapplied.map((each) => ({
              ...each,
              customer: each.customer === first.customer.name ? null : each.customer,
            }))}
          />
          <Paper withBorder>
            {items.length === 0 ? (
              <EmptyState
                title="No invoices yet"
                detail="Nothing was billed to this customer. Invoices of deals that it pays for stand here, with what came on each."
              >
                <Button component={Link} href="/deals" variant="default">
                  See the deals
                </Button>
              </EmptyState>
            ) : (
              <HistoryTable items={items} />
            )}
          </Paper>
        </>
      )}
      {history.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}

/** Who it is, and where else it is known. */
function Head({ history: { customer, related, today, readAt } }: { readonly history: CustomerHistoryView }) {
  const { name, fullName, email, active, link } = customer
  return (
    <div>
      <PageTitle>{name}</PageTitle>
      <Group gap="sm" mt={4} className={classes['facts'] ?? ''}>
        {fullName !== name && <Text c="dimmed">{fullName}</Text>}
        {email !== null && <Text c="dimmed">{email}</Text>}
        {!active && <Text c="dimmed">inactive in QuickBooks</Text>}
        {link !== null && (
          <Anchor href={link} target="_blank" rel="noreferrer">
            QuickBooks ↗
          </Anchor>
        )}
      </Group>
      <Freshness today={today} readAt={readAt} />
      {related.length > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          Not in these figures:{' '}
          {related.map((each, place) => (
            <Fragment key={each.quickbooksId}>
              {place > 0 && ', '}
              <Anchor
                component={Link}
                href={`/customers/${encodeURIComponent(each.quickbooksId)}`}
                inherit
                underline="always"
              >
                {each.fullName}
              </Anchor>
            </Fragment>
          ))}
        </Text>
      )}
    </div>
  )
}

/** One currency of a customer, in four numbers. */
function Sums({ sum }: { readonly sum: CustomerSumView }) {
  const { currency, invoiced, paid, credited, open, overdue } = sum
  const late = overdue !== null && minorOf(overdue) > 0n
  const taken = credited !== null && minorOf(credited) > 0n
  return (
    <Paper withBorder p="md" component="section" aria-label={`In ${currency}`}>
      <Title order={2} size="h4" mb="sm">
        {currency}
      </Title>
      <div className={classes['figures']}>
        <Figure label="Open" of={open} big>
          {late ? (
            <span className={classes['late']}>{moneyText(overdue)} late</span>
          ) : (
            open && 'none of it late'
          )}
        </Figure>
        <Figure label="Invoiced" of={invoiced}>
          {invoicedWords(sum)}
        </Figure>
        <Figure label="Paid" of={paid}>
          received
        </Figure>
        <Figure label="Credited" of={credited}>
          {taken ? 'by credit memos' : undefined}
        </Figure>
      </div>
    </Paper>
  )
}
