import { NumberInput, Radio, SimpleGrid, Stack } from '@mantine/core'
import { DeliveryChoice } from '../../parts/delivery-choice'
import { taxChoices } from '../builder/invoicing-fields'
import { MasterSelect } from '../masters/master-select'
import type { BillingSectionProps } from './billing-draft'

const dayAlone = /^days:(\d*)$/

/** What new schedules start with, unless they say otherwise. */
export function StartWithFields({ draft: { defaults }, set, errorAt, disabled }: BillingSectionProps) {
  const change = (values: Partial<typeof defaults>) => set({ defaults: { ...defaults, ...values } })
  const inDays = defaults.netDays !== null
  return (
    <Stack gap="md">
      <DeliveryChoice
        value={defaults.delivery}
        onChange={(delivery) => change({ delivery })}
        disabled={disabled}
      />
      <Radio.Group
        label="When work is billed"
        value={defaults.cadence.on}
        onChange={(on) =>
          change({ cadence: on === 'monthly' ? { on: 'monthly', day: 1 } : { on: 'approval' } })
        }
      >
        <Stack gap="xs" mt={4}>
          <Radio value="approval" label="Each milestone as soon as it is accepted" disabled={disabled} />
          <Radio value="monthly" label="Once a month, all that was accepted by then" disabled={disabled} />
        </Stack>
      </Radio.Group>
      {defaults.cadence.on === 'monthly' && (
        <NumberInput
          label="Day of the month"
          description="1 to 28, so that every month has it."
          min={1}
          max={28}
          allowDecimal={false}
          value={defaults.cadence.day}
          onChange={(day) => typeof day === 'number' && change({ cadence: { on: 'monthly', day } })}
          error={errorAt('/defaults/cadence')}
          disabled={disabled}
          maw={240}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="md">
        <MasterSelect
          kind="terms"
          label="Payment terms"
          also={[{ value: 'days:', label: 'A number of days…' }]}
          placeholder="As QuickBooks has them for the customer"
          value={inDays ? 'days:' : defaults.termsId}
          onChange={(terms) =>
            terms !== null && dayAlone.test(terms)
              ? change({ termsId: null, netDays: 30 })
              : change({ termsId: terms, netDays: null })
          }
          error={errorAt('/defaults/termsId')}
          disabled={disabled}
        />
        {inDays && (
          <NumberInput
            label="Days until due"
            description={'\u00a0'}
            min={0}
            max={999}
            allowDecimal={false}
            allowNegative={false}
            value={defaults.netDays ?? ''}
            onChange={(netDays) => typeof netDays === 'number' && change({ netDays })}
            error={errorAt('/defaults/netDays')}
            disabled={disabled}
          />
        )}
        <MasterSelect
          kind="items"
          label="Product or service"
          value={defaults.itemId}
          onChange={(itemId) => change({ itemId })}
          error={errorAt('/defaults/itemId')}
          disabled={disabled}
        />
        <MasterSelect
          kind="tax-codes"
          label="Tax code"
          also={taxChoices}
          value={defaults.taxCode}
          onChange={(taxCode) => change({ taxCode })}
          error={errorAt('/defaults/taxCode')}
          disabled={disabled}
        />
        <MasterSelect
          kind="classes"
          label="Class"
          placeholder="None"
          value={defaults.classId}
          onChange={(classId) => change({ classId })}
          error={errorAt('/defaults/classId')}
          disabled={disabled}
        />
        <MasterSelect
          kind="locations"
          label="Location"
          placeholder="None"
          value={defaults.locationId}
          onChange={(locationId) => change({ locationId })}
          error={errorAt('/defaults/locationId')}
          disabled={disabled}
        />
      </SimpleGrid>
    </Stack>
  )
}
