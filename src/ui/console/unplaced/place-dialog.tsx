import { Alert, Anchor, Button, Group, Modal, Radio, Select, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconLink } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { MoneyView } from '../../../http/contract/money'
import type { UnplacedPageView, UnplacedView } from '../../../http/contract/unplaced'
import { dayText } from '../../parts/day-text'
import { figureText, moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import will from '../deal/will-happen.module.css'
import { invoiceName, useLinkUnplaced, useSetAside, useUnplaced } from './use-unplaced'

interface PlaceDialogProps {
  /** QuickBooks' id. */
  readonly invoiceId: string
  readonly onClose: () => void
}

/** An invoice that a person made in QuickBooks: what it says, what it looks like, and to which milestone it is linked. */
export function PlaceDialog({ invoiceId, onClose }: PlaceDialogProps) {
  useFocusBack()
  const found = useUnplaced(invoiceId)
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={found.data ? invoiceName(found.data.invoice) : 'An invoice of QuickBooks'}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {found.isPending && <Skeleton height={300} aria-hidden="true" />}
      {found.isError && <ProblemNotice problem={problemFrom(found.error)} />}
      {found.data && <PlaceForm page={found.data} onClose={onClose} />}
    </Modal>
  )
}

/** What can be chosen: what it looks like first, then any other milestone that is open. */
function choicesOf({ invoice, open }: UnplacedPageView) {
  const suggested = invoice.places.map((place) => ({
    value: place.milestones.map(({ id }) => id).join(' '),
    name: place.milestones.map(({ name }) => `“${name}”`).join(', '),
    deal: place.dealName,
    amounts: place.milestones.map(({ amount }) => amount),
    reasons: place.reasons,
  }))
  const others = open.map(({ id, code, name, amount, dealName }) => ({
    value: id,
    label: `${dealName} · ${code} ${name} · ${moneyText(amount)}`,
    name: `“${name}”`,
    deal: dealName,
    amounts: [amount],
  }))
  return { suggested, others }
}

function PlaceForm({ page, onClose }: { readonly page: UnplacedPageView; readonly onClose: () => void }) {
  const { invoice } = page
  const me = useMe()
  const link = useLinkUnplaced(invoice)
  const aside = useSetAside(invoice)
  const { suggested, others } = choicesOf(page)
  const [chosen, choose] = useState<string>(suggested[0]?.value ?? '')
  const [other, chooseOther] = useState<string | null>(null)
  const isOther = chosen === 'other' || suggested.length === 0
  const target = isOther
    ? others.find(({ value }) => value === other)
    : suggested.find(({ value }) => value === chosen)
  const keepsBooks = may(me.data, 'bookkeeper')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (target && keepsBooks && !link.isPending) link.mutate(target.value.split(' '), { onSuccess: onClose })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <InvoiceFacts invoice={invoice} />
        {suggested.length > 0 && (
          <Radio.Group label="It bills" value={chosen} onChange={choose}>
            <Stack gap="xs" mt="xs">
              {suggested.map(({ value, name, deal, amounts, reasons }) => (
                <Radio
                  key={value}
                  value={value}
                  label={`${name} of ${deal} · ${amounts.map(moneyText).join(' + ')}`}
                  description={reasons.join(', ')}
                />
              ))}
              <Radio value="other" label="Another milestone" />
            </Stack>
          </Radio.Group>
        )}
        {isOther && (
          <Select
            label={suggested.length > 0 ? 'Which one' : 'The milestone that it bills'}
            placeholder={others.length === 0 ? 'No milestone of this customer is open' : 'Choose a milestone'}
            data={others.map(({ value, label }) => ({ value, label }))}
            value={other}
            onChange={chooseOther}
            disabled={others.length === 0}
            searchable
            nothingFoundMessage="No open milestone has these words"
          />
        )}
        {target && <WhatHappens net={invoice.net} name={target.name} amounts={target.amounts} />}
        {link.error !== null && <ProblemNotice problem={problemFrom(link.error)} />}
        {!keepsBooks && me.data !== undefined && (
          <Text size="xs" c="dimmed">
            A bookkeeper, an admin or the owner can link it.
          </Text>
        )}
        <Group justify="space-between" gap="sm">
          <Button
            variant="subtle"
            disabled={!keepsBooks}
            loading={aside.isPending}
            onClick={() => aside.mutate(invoice.setAsideBy === null, { onSuccess: onClose })}
          >
            {invoice.setAsideBy === null ? 'Not one of ours' : 'Look at it again'}
          </Button>
          <Group gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={link.isPending} disabled={!target || !keepsBooks}>
              Link it
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

/** What it is in QuickBooks, and what a person should know before it is linked. */
function InvoiceFacts({ invoice }: { readonly invoice: UnplacedView }) {
  return (
    <Stack gap={4}>
      <Text>
        {invoice.customer ?? 'A customer'}
        {invoice.issuedOn === null ? '' : `, ${dayText(invoice.issuedOn)}`} ·{' '}
        <b className="tabular">{figureText(invoice.net)}</b>
        {invoice.tax !== null && !/^0(\.0+)?$/.test(invoice.tax.amount) && invoice.total !== null
          ? `, ${moneyText(invoice.total)} with tax`
          : ''}
      </Text>
      {invoice.words.slice(0, 5).map((words) => (
        <Text key={words} size="xs" c="dimmed" lineClamp={2}>
          {words}
        </Text>
      ))}
      {invoice.link !== null && (
        <Anchor href={invoice.link} target="_blank" rel="noreferrer" size="xs">
          {invoice.copyOf === null ? 'Open it in QuickBooks' : 'Open it in QuickBooks, to void it there'}
        </Anchor>
      )}
      {invoice.copyOf !== null && (
        <Alert color="amber" variant="light" icon={<IconAlertTriangle size={16} aria-hidden />} mt="xs">
          It is a copy of our invoice {invoice.copyOf}. The client may be asked to pay twice.
        </Alert>
      )}
      {invoice.twice.map(({ milestone, dealName, billedBy }) => (
        <Alert
          key={milestone.id}
          color="amber"
          variant="light"
          icon={<IconAlertTriangle size={16} aria-hidden />}
          mt="xs"
        >
          “{milestone.name}” of {dealName} looks the same, and{' '}
          {billedBy === null ? 'its invoice is on its way' : `invoice ${billedBy} bills it already`}.
        </Alert>
      ))}
    </Stack>
  )
}

interface WhatHappensProps {
  readonly net: MoneyView | null
  readonly name: string
  readonly amounts: readonly MoneyView[]
}

function WhatHappens({ net, name, amounts }: WhatHappensProps) {
  return (
    <div className={will['box']} aria-live="polite">
      <Text className={will['sentence'] ?? ''}>
        <IconLink size={20} aria-hidden />
        <span>
          {name} {amounts.length > 1 ? 'are' : 'is'} planned at{' '}
          <b className="tabular">{amounts.map(moneyText).join(' + ')}</b> and billed nothing yet; linked, this
          invoice bills <b className="tabular">{figureText(net)}</b> of {amounts.length > 1 ? 'them' : 'it'}.
          Open work counts as completed. Nothing changes in QuickBooks.
        </span>
      </Text>
    </div>
  )
}
