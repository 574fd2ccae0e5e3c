import { Button, Group, Stack, Text } from '@mantine/core'
import type { MoneyView } from '../../../http/contract/money'
import { digitsOf } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import { type Candidate, keyOf, leftWords, restFor, type Split } from './refund-draft'

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
      <Text fw={500} size="sm">
        How much of it gives back what, tax included?
      </Text>
      {candidates.map((each) => {
        const key = keyOf(each)
        const rest = restFor(total, split, key)
        const billed = each.billed === null ? '' : `, ${moneyText(each.billed)} billed`
        return (
          <div key={key}>
            <Group gap="sm" align="flex-start" wrap="nowrap">
              <div style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
                <MoneyField
                  label={`${candidateName(each)}${billed}`}
                  currency={total.currency}
                  digits={digitsOf(total.currency)}
                  value={typed[key] ?? ''}
                  onChange={(text) => put(key, text)}
                  error={split.errors.get(key) ?? null}
                />
              </div>
              <Button
                variant="subtle"
                mt={24}
                disabled={rest === null || rest === typed[key]}
                aria-label={`Put the rest on ${candidateName(each)}`}
                onClick={() => rest !== null && put(key, rest)}
              >
                The rest
              </Button>
            </Group>
            <Text size="xs" c="dimmed" mt={-4}>
              {each.dealName}
              {each.likely ? ' · named on the refund' : ''}
            </Text>
          </div>
        )
      })}
      <Text aria-live="polite" size="sm" fw={split.isWhole ? 600 : 400}>
        {leftWords(total, split)}
      </Text>
    </Stack>
  )
}
