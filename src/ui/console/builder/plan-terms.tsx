import { Accordion, Stack, Text } from '@mantine/core'
import { type ComponentType, type Dispatch, memo, useState } from 'react'
import { useSearchParams } from 'wouter'
import { ApprovalDefaults } from './approval-defaults'
import { ContractFields } from './contract-fields'
import { HeldBackFields } from './held-back-fields'
import { InvoicingFields } from './invoicing-fields'
import { PayerFields } from './payer-fields'
import type { PlanChange } from './plan-change'
import type { PlanErrors } from './plan-errors'
import classes from './plan-form.module.css'
import type { TermsDraft, TermsSectionProps } from './terms-section'
import {
  ApprovalDefaultWords,
  ContractWords,
  HeldBackWords,
  InvoicingWords,
  LatePaymentWords,
  PayerWords,
} from './terms-words'
import { WordingFields } from './wording-fields'

interface Section {
  /** Part of an id on the page: no spaces. */
  readonly id: string
  readonly name: string
  /** The fields of the contract that it shows, as their pointers begin. */
  readonly fields: readonly string[]
  readonly Words: ComponentType<{ readonly draft: TermsDraft }>
  readonly Fields: ComponentType<TermsSectionProps>
}

const sections: readonly Section[] = [
  {
    id: 'contract',
    name: 'Contract',
    fields: [
      'billingType',
      'contractValue',
      'contractDate',
      'contractReference',
      'hourlyRate',
      'notToExceed',
    ],
    Words: ContractWords,
    Fields: ContractFields,
  },
  { id: 'payers', name: 'Who pays', fields: ['customer', 'payers'], Words: PayerWords, Fields: PayerFields },
  {
    id: 'invoicing',
    name: 'How it is invoiced',
    fields: ['item', 'taxCode', 'terms', 'class', 'location', 'delivery', 'cadence'],
    Words: InvoicingWords,
    Fields: InvoicingFields,
  },
  {
    id: 'approval',
    name: 'Approval',
    fields: ['approval', 'control'],
    Words: ApprovalDefaultWords,
    Fields: ApprovalDefaults,
  },
  {
    id: 'held-back',
    name: 'Money held back',
    fields: ['retainage', 'deposit'],
    Words: HeldBackWords,
    Fields: HeldBackFields,
  },
  {
    id: 'late-payment',
    name: 'Late payment',
    fields: ['lateFee', 'lateFeeAfterDays', 'pauseWork', 'pauseAfterDays'],
    Words: LatePaymentWords,
    Fields: WordingFields,
  },
]

/** What a new plan asks first; every other group shows its sentence until it is opened. */
const first = ['contract']

interface PlanTermsProps {
  readonly draft: TermsDraft
  /** Those of the terms alone. */
  readonly errors: PlanErrors
  readonly isNew: boolean
  readonly change: Dispatch<PlanChange>
}

/** What the schedule bills, to whom, under which terms: each group in a sentence, and in full when opened. */
export const PlanTerms = memo(function PlanTerms({ draft, errors, isNew, change }: PlanTermsProps) {
  const [params] = useSearchParams()
  // A link to what is to be mended names the group where it is.
  const asked = params.getAll('open')
  const [open, setOpen] = useState<string[]>(isNew ? first : asked)
  const wrong = new Set([...errors.keys()].map((pointer) => pointer.split('/')[1] ?? ''))
  const mustOpen = sections.filter(({ fields }) => fields.some((field) => wrong.has(field)))
  const shown = new Set([...open, ...mustOpen.map(({ id }) => id)])
  const errorAt = (pointer: string) =>
    [...errors].find(([at]) => at === pointer || at.startsWith(`${pointer}/`))?.[1] ?? null
  return (
    <Accordion multiple value={[...shown]} onChange={setOpen} order={2} chevronSize={16} keepMounted={false}>
      {sections.map(({ id, name, Words, Fields }) => (
        <Accordion.Item key={id} value={id}>
          <Accordion.Control>
            <Stack gap={0} className={classes['group'] ?? ''}>
              <Text fw={600}>{name}</Text>
              <Text size="xs" c="dimmed" className={classes['words'] ?? ''}>
                <Words draft={draft} />
              </Text>
            </Stack>
          </Accordion.Control>
          <Accordion.Panel>
            <Fields
              draft={draft}
              errorAt={errorAt}
              set={(set) => change({ of: 'header', set })}
              change={change}
            />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
})
