import { Button, Group, Stack, Text } from '@mantine/core'
import type { MoneyView } from '../../../http/contract/money'
import { digitsOf } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import { type Candidate, keyOf, leftWords, restFor, type Split } from './refund-draft'
import classes from './refund-parts.module.css'

interface RefundPartsProps {
  readonly total: MoneyView
  readonly candidates: readonly Candidate[]
  readonly typed: Readonly<Record<string, string>>
  readonly onChange: (typed: Readonly<Record<string, string>>) => void
  readonly split: Split
}

/** “Design” on invoice 1042. */
export const candidateName = ({ milestone, docNumber }: Candidate): string =>
  `${milestone === null ? 'What is billed' : `“${milestone.name}”`} on invoice ${docNumber ?? ''}`.trim()

/** How much of a refund each thing gets back; what is left is said while it is typed. */
export function RefundParts({ total, candidates, typed, onChange, split }: RefundPartsProps) {
  const put = (key: string, text: string) => onChange({ ...typed, [key]: text })
  return (
    <Stack gap="sm" role="group" aria-label="How much of it gives back what, tax included">
      <Text fw={600} size="sm">
        How much of it gives back what, tax included?
      </Text>
      {candidates.map((each, place) => {
        const key = keyOf(each)
        const rest = restFor(total, split, key)
        const billed = each.billed === null ? '' : `, ${moneyText(each.billed)} billed`
        return (
          <div key={key} className={classes['part'] ?? ''} style={{ overflowWrap: 'anywhere' }}>
            {each.dealId !== candidates[place - 1]?.dealId && (
              <Text size="sm" c="dimmed" mb={4}>
                {each.dealName}
              </Text>
            )}
            <MoneyField
              label={`${candidateName(each)}${billed}`}
              currency={total.currency}
              digits={digitsOf(total.currency)}
              value={typed[key] ?? ''}
              onChange={(text) => put(key, text)}
              error={split.errors.get(key) ?? null}
            />
            <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
              <Text size="xs" c="dimmed">
                {each.likely ? 'Named on the refund' : ''}
              </Text>
              <Button
                variant="subtle"
                size="compact-sm"
                disabled={rest === null || rest === typed[key]}
                aria-label={`Put the rest here: ${candidateName(each)}`}
                onClick={() => rest !== null && put(key, rest)}
              >
                Put the rest here
              </Button>
            </Group>
          </div>
        )
      })}
      <Text aria-live="polite" size="sm" fw={split.isWhole ? 600 : 400}>
        {leftWords(total, split)}
      </Text>
    </Stack>
  )
}
