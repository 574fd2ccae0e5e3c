import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { MoneyField } from '../../parts/money-field'
import { BillingTypeChoice } from './billing-type-choice'
import classes from './plan-form.module.css'
import type { TermsSectionProps } from './terms-section'

function currencies(chosen: string): string[] {
  const known = Intl.supportedValuesOf('currency')
  return known.includes(chosen) ? known : [chosen, ...known]
}

/** What is sold, for how much, under which contract. */
export function ContractFields({ draft, errorAt, set, change }: TermsSectionProps) {
  const { header, currency, digits, formal, judged } = draft
  const choices = useMemo(() => currencies(currency), [currency])
  const hourly = header.billingType !== 'fixed'
  return (
    <Stack gap="md">
      <BillingTypeChoice
        value={header.billingType}
        disabled={formal}
        error={errorAt('/billingType')}
        onChange={(billingType) => set({ billingType })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2, md: 4 }} spacing="md" verticalSpacing="md">
        <MoneyField
          label="Contract value"
          required
          disabled={formal}
          currency={currency}
          digits={digits}
          value={header.contractValue}
          onChange={(contractValue) => set({ contractValue })}
          error={errorAt('/contractValue')}
        />
        <Select
          label="Currency"
          description={
            formal ? 'It stays as it was agreed' : judged ? 'It stays: work is done or in review' : ' '
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={choices}
          value={currency}
          searchable
          limit={60}
          allowDeselect={false}
          disabled={judged || formal}
          onChange={(chosen) => chosen !== null && change({ of: 'currency', currency: chosen })}
          nothingFoundMessage="No such currency"
        />
        <TextInput
          type="date"
          label="Contract date"
          value={header.contractDate}
          onChange={(event) => set({ contractDate: event.currentTarget.value })}
          error={errorAt('/contractDate')}
        />
        <TextInput
          label="Contract reference"
          placeholder="SOW-17"
          value={header.contractReference}
          onChange={(event) => set({ contractReference: event.currentTarget.value })}
          error={errorAt('/contractReference')}
          maxLength={200}
        />
        {hourly && (
          <>
            <MoneyField
              label="Hourly rate"
              currency={currency}
              digits={digits}
              disabled={formal}
              value={header.hourlyRate}
              onChange={(hourlyRate) => set({ hourlyRate })}
              error={errorAt('/hourlyRate')}
            />
            <MoneyField
              label="Hours and costs: not to exceed"
              currency={currency}
              digits={digits}
              disabled={formal}
              value={header.notToExceed}
              onChange={(notToExceed) => set({ notToExceed })}
              error={errorAt('/notToExceed')}
            />
          </>
        )}
      </SimpleGrid>
      {draft.moves !== '' && (
        <Text size="xs" className={classes['note'] ?? ''}>
          {draft.moves}
        </Text>
      )}
    </Stack>
  )
}
