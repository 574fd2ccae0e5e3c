import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import type { InvoicePageView } from '../../../http/contract/invoice'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import classes from './invoice-money.module.css'
import { DocumentName, MoneyEntry } from './money-entry'
import { unappliedWords } from './money-words'
import { useAssignCredit } from './use-assign-credit'

/** What settled it, document by document; and what its customer has paid that settles nothing yet. */
export function InvoiceMoney({ page }: { readonly page: InvoicePageView }) {
  const { money, invoice } = page
  const assign = useAssignCredit(invoice.id)
  const mayAssign = page.actions.includes('assign_credit')
  if (invoice.quickbooksId === null) return null
  const unapplied = page.unapplied.filter((each) => each.invoiceId !== invoice.id)
  if (money !== null && money.length === 0 && unapplied.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="invoice-money">
      <Stack gap="sm">
        <Title order={2} size="h4" id="invoice-money">
          Money
        </Title>
        {money === null ? (
          <Text c="dimmed">Something that settled it was not read yet. Check now reads it.</Text>
        ) : (
          money.length > 0 && (
            <ul className={classes['list']}>
              {money.map((entry) => (
                <MoneyEntry key={`${entry.kind} ${entry.quickbooksId}`} entry={entry}>
                  {mayAssign && !entry.applied && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={assign.isPending}
                      onClick={() => assign.mutate({ how: 'release', creditMemoId: entry.quickbooksId })}
                    >
                      Take that back
                    </Button>
                  )}
                </MoneyEntry>
              ))}
            </ul>
          )
        )}
        {unapplied.length > 0 && (
          <>
            <Text size="sm" c="dimmed">
              Not applied in QuickBooks, and no part of what is paid:
            </Text>
            <ul className={classes['list']}>
              {unapplied.map((each) => (
                <li key={`${each.kind} ${each.quickbooksId}`}>
                  <span className={classes['what']}>
                    <DocumentName link={each.link}>
                      {unappliedWords({
                        ...each,
                        customer: each.customer === page.paper.customer ? null : each.customer,
                      })}
                    </DocumentName>
                    {each.on !== null && (
                      <Text span size="xs" c="dimmed">
                        {' '}
                        <Day at={each.on} />
                      </Text>
                    )}
                    {mayAssign && each.kind === 'credit_memo' && each.invoiceId === null && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        loading={assign.isPending}
                        onClick={() => assign.mutate({ how: 'assign', creditMemoId: each.quickbooksId })}
                      >
                        It is for this invoice
                      </Button>
                    )}
                  </span>
                  <Amount of={each.left} />
                </li>
              ))}
            </ul>
          </>
        )}
        {assign.error !== null && <ProblemNotice problem={problemFrom(assign.error)} />}
      </Stack>
    </Paper>
  )
}
