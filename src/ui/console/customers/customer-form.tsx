import { Alert, Button, Checkbox, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CustomerMatchesView, CustomerNameView } from '../../../http/contract/customer'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { MasterSelect } from '../masters/master-select'
import { type CustomerDraft, draftOf, errorAt, nameClashOf, shownFields, wishOf } from './customer-draft'
import { useCustomerName } from './use-deal-customer'

interface CustomerFormProps {
  readonly known: CustomerMatchesView
  readonly busy: boolean
  readonly error: unknown
  readonly onCreate: (wish: ReturnType<typeof wishOf>) => void
  readonly onChoose: (quickbooksId: string) => void
  readonly onClose: () => void
}

function nameWords(name: string, said: CustomerNameView | undefined): { error: string | null; hint: string } {
  if (name.trim() === '') return { error: 'A customer needs a name.', hint: ' ' }
  if (said === undefined) return { error: null, hint: 'Looking whether the name is free…' }
  if (said.existing?.active === true)
    return { error: `QuickBooks has “${said.existing.name}” already.`, hint: ' ' }
  if (said.problem !== null) return { error: said.problem, hint: ' ' }
  if (said.existing !== null) {
    return {
      error: null,
      hint: `“${said.existing.name}” is inactive in QuickBooks: if it is the same client, make it active there instead.`,
    }
  }
  return { error: null, hint: 'No customer is called that, as far as Milepost knows.' }
}

/** A new customer in QuickBooks: filled in with what HubSpot knows, and looked at before it is made. */
export function CustomerForm({ known, busy, error, onCreate, onChoose, onClose }: CustomerFormProps) {
  const [draft, setDraft] = useState(() => draftOf(known))
  const set = (values: Partial<CustomerDraft>) => setDraft((before) => ({ ...before, ...values }))
  const said = useCustomerName(draft.displayName)
  const name = nameWords(draft.displayName, said)
  const problem = error === null ? null : problemFrom(error)
  const clash = problem && nameClashOf(problem)
  const free = clash?.freeName ?? said?.freeName ?? null
  const existing = clash?.existing ?? said?.existing ?? null
  const { fixed, several, wanted } = known.currency
  const currency = several ? (fixed ? wanted : draft.currency.toUpperCase()) : wanted
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.error === null && !busy) onCreate(wishOf(draft, fixed || !several))
  }
  const field = (at: keyof CustomerDraft & string, label: string, pointer: string = at) => (
    <TextInput
      label={label}
      value={String(draft[at] ?? '')}
      onChange={(event) => set({ [at]: event.currentTarget.value })}
      error={errorAt(problem, pointer)}
    />
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label="Name in QuickBooks"
          description={name.hint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.displayName}
          onChange={(event) => set({ displayName: event.currentTarget.value })}
          error={errorAt(problem, 'displayName') ?? name.error}
          maxLength={500}
          required
          data-autofocus
        />
        {(free !== null || existing?.active === true) && (
          <Group gap="sm">
            {existing?.active === true && (
              <Button size="xs" variant="default" onClick={() => onChoose(existing.quickbooksId)}>
                Choose the one that is there
              </Button>
            )}
            {free !== null && free !== draft.displayName && (
              <Button size="xs" variant="default" onClick={() => set({ displayName: free })}>
                Call it “{free}”
              </Button>
            )}
          </Group>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="md">
          {field('companyName', 'Company')}
          {field('email', 'E-mail for invoices')}
          {field('phone', 'Phone')}
          <TextInput
            label="Currency"
            value={several && !fixed ? draft.currency : currency}
            onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
            readOnly={!several || fixed}
            maxLength={3}
            description={
              !several
                ? 'This company has one currency.'
                : fixed
                  ? 'The plan’s. QuickBooks never changes it afterwards.'
                  : 'QuickBooks never changes it afterwards.'
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={errorAt(problem, 'currency')}
          />
        </SimpleGrid>
        <MasterSelect
          kind="customers"
          label="Job of another customer"
          description="Makes it a sub-customer. A project that QuickBooks has already is chosen like any customer."
          placeholder="None: a customer of its own"
          value={draft.parentId}
          onChange={(parentId) => set({ parentId })}
          error={errorAt(problem, 'parentId')}
        />
        {draft.parentId !== null && (
          <Checkbox
            label="The customer above gets the invoices"
            checked={draft.billWithParent}
            onChange={(event) => set({ billWithParent: event.currentTarget.checked })}
          />
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="md">
          {field('street', 'Street', 'address/street')}
          {field('city', 'City', 'address/city')}
          {field('postalCode', 'Postal code', 'address/postalCode')}
          {field('region', 'State or region', 'address/region')}
          {field('country', 'Country', 'address/country')}
        </SimpleGrid>
        {problem !== null && <ProblemNotice problem={problem} shownAt={new Set(shownFields)} />}
        <Alert variant="light" color="gray">
          <Text size="sm">
            “{draft.displayName.trim() || '…'}” is created in QuickBooks, in {currency || '…'}, and this deal
            is billed to it. Nothing is sent to anybody.
          </Text>
        </Alert>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={name.error !== null}>
            Create in QuickBooks
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
