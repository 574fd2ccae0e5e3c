import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { CustomerMatchesView } from '../../../http/contract/customer'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { useMasters } from '../masters/use-masters'
import { CustomerList, type ListedCustomer } from './customer-list'
import classes from './customer-list.module.css'
import type { useCustomerMatches } from './use-deal-customer'

interface CustomerChooserProps {
  readonly matches: ReturnType<typeof useCustomerMatches>
  /** Who is billed now. */
  readonly current: string | null
  readonly busy: boolean
  readonly error: unknown
  readonly onChoose: (customer: ListedCustomer) => void
  readonly onCreate: () => void
  readonly onClose: () => void
}

function proposed({ matches }: CustomerMatchesView): ListedCustomer[] {
  return matches.map(({ customer, confidence, reasons, whyNot }) => ({
    quickbooksId: customer.quickbooksId,
    name: customer.name,
    detail: [
      customer.fullName === customer.name
        ? null
        : `below ${customer.fullName.split(':').slice(0, -1).join(' › ')}`,
      customer.email,
      customer.currency,
    ]
      .filter((part) => part !== null)
      .join(' · '),
    confidence,
    reasons,
    whyNot,
  }))
}

/** QuickBooks' customers: those that the deal may be with, or those of a name. */
export function CustomerChooser(props: CustomerChooserProps) {
  const { matches, current, busy, error, onChoose, onCreate, onClose } = props
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const found = useMasters('customers', typed)
  const searching = typed.trim() !== ''
  const list: ListedCustomer[] | undefined = searching
    ? found.data?.items.map((master) => ({
        quickbooksId: master.quickbooksId,
        name: master.name,
        detail: master.detail ?? '',
        confidence: null,
        reasons: [],
        whyNot: null,
      }))
    : matches.data && proposed(matches.data)
  const best = list?.find(({ whyNot }) => whyNot === null)
  const marked = chosen ?? (searching ? null : (best?.quickbooksId ?? null))
  const wanted = list?.find(({ quickbooksId }) => quickbooksId === marked)
  const failed = searching ? found.error : matches.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted !== undefined && !busy) onChoose(wanted)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label="Search QuickBooks’ customers"
          placeholder="A part of the name"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setChosen(null)
          }}
          data-autofocus
        />
        {matches.data?.trouble != null && !searching && (
          <Text size="sm" c="var(--mp-waiting-ink)">
            {matches.data.trouble}
          </Text>
        )}
        <div className={classes['results']}>
          {failed !== null && list === undefined && (
            <ProblemNotice
              problem={problemFrom(failed)}
              onRetry={() => void (searching ? found.refetch() : matches.refetch())}
            />
          )}
          {failed === null && list === undefined && <RowSkeletons rows={3} height={64} />}
          {list?.length === 0 && (
            <EmptyState
              title={searching ? 'Nobody is called that' : 'Nobody in QuickBooks looks like this client'}
              detail={
                searching
                  ? 'Try a shorter part of the name, or create the customer.'
                  : 'Neither e-mail, name nor domain of the deal’s company and contacts is a customer’s. Search by another name, or create the customer.'
              }
            >
              <Button variant="default" onClick={onCreate}>
                New customer
              </Button>
            </EmptyState>
          )}
          {list !== undefined && list.length > 0 && (
            <CustomerList
              label={searching ? 'Customers of this name' : 'Customers that this deal may be with'}
              customers={list}
              chosen={marked}
              onChoose={setChosen}
            />
          )}
        </div>
        {error !== null && <ProblemNotice problem={problemFrom(error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={wanted === undefined || wanted.whyNot !== null || wanted.quickbooksId === current}
          >
            {wanted === undefined
              ? 'Choose a customer'
              : wanted.quickbooksId === current
                ? `Billed to ${short(wanted.name)} already`
                : `Bill ${short(wanted.name)}`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** A button holds a name of this length on a phone. */
const short = (name: string): string => (name.length > 28 ? `${name.slice(0, 27)}…` : name)
