import { Radio, Stack, Text, TextInput } from '@mantine/core'
import classes from './plan-form.module.css'
import type { DepositDraft } from './plan-header'
import { RetainageFields } from './retainage-fields'
import type { TermsSectionProps } from './terms-section'

/** The kinds of deposit in words that a person understands. */
const deposits: ReadonlyArray<{
  readonly mode: DepositDraft['mode']
  readonly label: string
  readonly description: string
}> = [
  { mode: 'none', label: 'No deposit', description: 'Nothing is billed before work is done.' },
  {
    mode: 'income',
    label: 'The first milestone is the deposit, and income at once',
    description: 'Billed like every milestone. Later invoices don’t give it back.',
  },
  {
    mode: 'liability',
    label: 'The first milestone is the deposit, owed to the client until work earns it',
    description: 'It is inside the 100 %. It becomes income as later milestones are billed.',
  },
  {
    mode: 'advance',
    label: 'An advance beside the milestones, used up by their invoices',
    description:
      'An invoice of its own, outside the 100 %. Later invoices are lower by what they draw from it.',
  },
]

/** What is kept back of each invoice, and what is billed before work. */
export function HeldBackFields({ draft, errorAt, set, change }: TermsSectionProps) {
  const { deposit } = draft.header
  const setDeposit = (values: Partial<DepositDraft>) => set({ deposit: { ...deposit, ...values } })
  return (
    <fieldset className={classes['agreed']} disabled={draft.formal}>
      {draft.formal && (
        <Text c="dimmed">As agreed. A change of it needs the acceptance to be taken back first.</Text>
      )}
      <RetainageFields draft={draft} errorAt={errorAt} set={set} change={change} />
      <Radio.Group
        label="Deposit"
        value={deposit.mode}
        onChange={(value) => {
          const chosen = deposits.find(({ mode }) => mode === value)
          if (chosen !== undefined) setDeposit({ mode: chosen.mode })
        }}
      >
        <Stack gap="sm" mt="xs">
          {deposits.map(({ mode, label, description }) => (
            <Radio key={mode} value={mode} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
      {deposit.mode !== 'none' && (
        <TextInput
          label="Deposit, as a share of the contract"
          placeholder="20 or 1/5"
          rightSection={deposit.share.includes('/') ? null : '%'}
          value={deposit.share}
          onChange={(event) => setDeposit({ share: event.currentTarget.value })}
          error={errorAt('/deposit')}
          maw={320}
        />
      )}
      {deposit.mode === 'advance' && (
        <Radio.Group
          label="When it is billed"
          value={deposit.bySignature ? 'signature' : 'person'}
          onChange={(value) => setDeposit({ bySignature: value === 'signature' })}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="person" label="When somebody bills it, at once or in parts" />
            <Radio value="signature" label="When the client accepts the plan" />
          </Stack>
        </Radio.Group>
      )}
      {(deposit.mode === 'liability' || deposit.mode === 'advance') && (
        <Radio.Group
          label="How later invoices use it"
          value={deposit.draw}
          onChange={(value) => setDeposit({ draw: value === 'proportional' ? 'proportional' : 'full' })}
        >
          <Stack gap="sm" mt="xs">
            <Radio
              value="full"
              label={
                deposit.mode === 'advance'
                  ? 'As much as there is, from the first invoice on'
                  : 'As much as is billed, from the first work on'
              }
            />
            <Radio value="proportional" label="In proportion, the same share of every invoice" />
          </Stack>
        </Radio.Group>
      )}
    </fieldset>
  )
}
