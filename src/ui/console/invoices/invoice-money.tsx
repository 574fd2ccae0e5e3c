import { Anchor, Button, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { InvoicePageView } from '../../../http/contract/invoice'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import classes from './invoice-money.module.css'
import { entryWords, unappliedWords } from './money-words'
import { useAssignCredit } from './use-assign-credit'

type Entry = NonNullable<InvoicePageView['money']>[number]

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
                <EntryRow key={`${entry.kind} ${entry.quickbooksId}`} entry={entry}>
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
                </EntryRow>
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
                    <Name link={each.link}>
                      {unappliedWords({
                        ...each,
                        customer: each.customer === page.paper.customer ? null : each.customer,
                      })}
                    </Name>
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

function EntryRow({ entry, children }: { readonly entry: Entry; readonly children: React.ReactNode }) {
  const { amount, total, left, kind } = entry
  const isPart = amount !== null && total !== null && minorOf(amount) !== minorOf(total)
  const isOver = kind === 'payment' && left !== null && minorOf(left) > 0n
  const notes = [
    ...(isPart && entry.applied ? [`of ${moneyText(total)}`] : []),
    ...(isOver ? [`${moneyText(left)} of it not applied`] : []),
    ...(kind === 'refund' ? ['given back: paid and open stay'] : []),
  ]
  return (
    <li>
      <span className={classes['what']}>
        {kind === 'refund' ? (
          <Anchor component={Link} href={`/refunds/${encodeURIComponent(entry.quickbooksId)}`} inherit>
            {entryWords(entry)}
          </Anchor>
        ) : (
          <Name link={entry.link}>{entryWords(entry)}</Name>
        )}
        <Text span size="xs" c="dimmed">
          {entry.on !== null && (
            <>
              {' '}
              <Day at={entry.on} />
            </>
          )}
          {notes.length > 0 && ` · ${notes.join(' · ')}`}
        </Text>
        {children}
      </span>
      <Amount of={amount} />
    </li>
  )
}

/** A document by its name, and the way to it in QuickBooks where it has a page. */
const Name = ({ link, children }: { readonly link: string | null; readonly children: string }) =>
  link === null ? (
    <Text span inherit>
      {children}
    </Text>
  ) : (
    <Anchor href={link} target="_blank" rel="noreferrer" inherit>
      {children} ↗
    </Anchor>
  )
