import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { MasterSelect } from '../masters/master-select'
import { type DraftPayer, payersTotal } from './payer-draft'
import classes from './plan-form.module.css'

interface PayerRowsProps {
  readonly payers: readonly DraftPayer[]
  /** Who pays all while there are no rows: the first of them. */
  readonly customerId: string | null
  readonly disabled: boolean
  /** The error at a field of the payers, such as "0/share". */
  readonly errorAt: (field: string) => string | null
  readonly onChange: (payers: readonly DraftPayer[]) => void
}

/** Several customers who each pay a share, with what is missing of the whole. */
export function PayerRows({ payers, customerId, disabled, errorAt, onChange }: PayerRowsProps) {
  const total = payersTotal(payers)
  const setAt = (at: number, values: Partial<DraftPayer>) =>
    onChange(payers.map((payer, index) => (index === at ? { ...payer, ...values } : payer)))
  const first = [
    { customerId, share: '50' },
    { customerId: null, share: '50' },
  ]
  return (
    <Stack gap="sm">
      {payers.length > 0 && (
        <Stack gap="sm" role="group" aria-label="Who pays which share">
          {payers.map((payer, at) => (
            <Group
              // A payer has no name of its own before one is chosen.
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end
              key={at}
              gap="sm"
              align="flex-start"
              wrap="nowrap"
              maw={640}
              className={classes['payer'] ?? ''}
            >
              <MasterSelect
                kind="customers"
                label={`Payer ${at + 1}`}
                value={payer.customerId}
                onChange={(chosen) => setAt(at, { customerId: chosen, kept: false })}
                error={errorAt(`${at}/customer`)}
                disabled={disabled}
              />
              <TextInput
                label={`Share of payer ${at + 1}`}
                description={'\u00a0'}
                placeholder="50 or 1/3"
                rightSection={payer.share.includes('/') ? null : '%'}
                value={payer.share}
                onChange={(event) => setAt(at, { share: event.currentTarget.value })}
                error={errorAt(`${at}/share`)}
                disabled={disabled}
                w={160}
                flex="none"
              />
              {!disabled && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  mt={40}
                  aria-label={`Remove payer ${at + 1}`}
                  onClick={() => onChange(payers.filter((_, index) => index !== at))}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              )}
            </Group>
          ))}
          <Text size="xs" c={total.whole ? 'dimmed' : 'var(--mp-waiting-ink)'} aria-live="polite">
            {total.words}. Each gets an invoice of their own, to the cent.
          </Text>
        </Stack>
      )}
      {!disabled && (
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={payers.length >= 20}
          onClick={() => onChange(payers.length === 0 ? first : [...payers, { customerId: null, share: '' }])}
        >
          {payers.length === 0 ? 'Several customers pay' : 'Another payer'}
        </Button>
      )}
    </Stack>
  )
}
