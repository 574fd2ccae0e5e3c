import { Button, Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DeliveryChoice, deliveryWords } from '../../parts/delivery-choice'
import { typedDecimal } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import { MasterSelect } from '../masters/master-select'
import type { PlanDraft, PlanHeader } from './plan-draft'
import type { PlanErrors } from './plan-input'

interface PlanHeaderFormProps {
  readonly draft: PlanDraft
  readonly errors: PlanErrors
  /** A saved plan shows its terms in a line until they are asked for. */
  readonly folded: boolean
  readonly onChange: (set: Partial<PlanHeader>) => void
}

const taxChoices = [
  { value: 'NON', label: 'Not taxable (NON)' },
  { value: 'TAX', label: 'Taxable, QuickBooks computes it (TAX)' },
]
const netDays = [7, 14, 15, 30, 45, 60]

function termChoices(chosen: string | null) {
  const days = netDays.map((net) => ({ value: `net:${net}`, label: `Net ${net}` }))
  const all = [{ value: 'receipt', label: 'Due on receipt' }, ...days]
  if (chosen === null || !chosen.startsWith('net:') || all.some((choice) => choice.value === chosen))
    return all
  return [...all, { value: chosen, label: `Net ${chosen.slice(4)}` }]
}

const types = ['fixed', 'mixed', 'hourly'] as const
const typeNames: Record<PlanHeader['billingType'], string> = {
  fixed: 'Fixed price',
  mixed: 'Mixed',
  hourly: 'Hourly',
}
const typeWords: Record<PlanHeader['billingType'], string> = {
  fixed: 'A fixed price, split into milestones.',
  mixed: 'Milestones for what is delivered, and an hourly rate for the rest.',
  hourly: 'Hours at a rate; no milestones.',
}

function isType(value: string): value is PlanHeader['billingType'] {
  return value in typeWords
}

function termsLine({ header, currency, digits }: PlanDraft): string {
  const value = typedDecimal(header.contractValue, digits)
  return [
    typeNames[header.billingType],
    value === null ? null : moneyText({ amount: value, currency }),
    header.contractReference === '' ? null : header.contractReference,
    deliveryWords[header.delivery],
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

/** What the schedule bills, to whom, under which terms. */
export function PlanHeaderForm({ folded, ...props }: PlanHeaderFormProps) {
  const [shown, setShown] = useState(!folded)
  const wrong = [...props.errors.keys()].some((pointer) => !pointer.startsWith('/milestones'))
  if (shown || wrong) return <HeaderFields {...props} />
  return (
    <Group justify="space-between" gap="sm">
      <Text>{termsLine(props.draft)}</Text>
      <Button variant="default" size="xs" onClick={() => setShown(true)} aria-expanded={false}>
        Change the terms
      </Button>
    </Group>
  )
}

function HeaderFields({ draft, errors, onChange }: Omit<PlanHeaderFormProps, 'folded'>) {
  const { header, currency, digits } = draft
  const errorAt = (pointer: string) => errors.get(pointer) ?? null
  return (
    <Stack gap="md">
      <Stack gap="xs">
        <SegmentedControl
          aria-label="Billing type"
          value={header.billingType}
          onChange={(value) => isType(value) && onChange({ billingType: value })}
          data={types.map((type) => ({ value: type, label: typeNames[type] }))}
          w="fit-content"
        />
        <Text size="xs" c="dimmed">
          {typeWords[header.billingType]}
        </Text>
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="md" verticalSpacing="md">
        <MoneyField
          label="Contract value"
          required
          currency={currency}
          digits={digits}
          value={header.contractValue}
          onChange={(contractValue) => onChange({ contractValue })}
          error={errorAt('/contractValue')}
        />
        {header.billingType !== 'fixed' && (
          <MoneyField
            label="Hourly rate"
            currency={currency}
            digits={digits}
            value={header.hourlyRate}
            onChange={(hourlyRate) => onChange({ hourlyRate })}
            error={errorAt('/hourlyRate')}
          />
        )}
        <TextInput
          type="date"
          label="Contract date"
          value={header.contractDate}
          onChange={(event) => onChange({ contractDate: event.currentTarget.value })}
          error={errorAt('/contractDate')}
        />
        <TextInput
          label="Contract reference"
          placeholder="SOW-17"
          value={header.contractReference}
          onChange={(event) => onChange({ contractReference: event.currentTarget.value })}
          error={errorAt('/contractReference')}
          maxLength={200}
        />
        <MasterSelect
          kind="customers"
          label="Customer in QuickBooks"
          value={header.customerId}
          onChange={(customerId) => onChange({ customerId })}
          error={errorAt('/customer') ?? errorAt('/customer/quickbooksId')}
        />
        <MasterSelect
          kind="items"
          label="Product or service"
          value={header.itemId}
          onChange={(itemId) => onChange({ itemId })}
          error={errorAt('/item') ?? errorAt('/item/quickbooksId')}
        />
        <MasterSelect
          kind="tax-codes"
          label="Tax code"
          also={taxChoices}
          value={header.taxCode}
          onChange={(taxCode) => onChange({ taxCode })}
          error={errorAt('/taxCode')}
        />
        <MasterSelect
          kind="terms"
          label="Payment terms"
          also={termChoices(header.terms)}
          value={header.terms}
          onChange={(terms) => onChange({ terms })}
          error={errorAt('/terms')}
        />
      </SimpleGrid>
      <DeliveryChoice value={header.delivery} onChange={(delivery) => onChange({ delivery })} />
    </Stack>
  )
}
