import {
  Button,
  Group,
  NumberInput,
  Paper,
  Radio,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { UsageView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import { useSettings } from '../settings/use-settings'

type Budget = UsageView['budget']

/** Intuit’s tiers, by their reads a month; prices change, so none is written here. */
const tiers: readonly { value: string; label: string; reads: number | null; past: Budget['past'] }[] = [
  { value: 'builder', label: 'Builder: 500,000, free', reads: 500_000, past: 'refused' },
  { value: 'silver', label: 'Silver: 1,000,000', reads: 1_000_000, past: 'paid' },
  { value: 'gold', label: 'Gold: 10,000,000', reads: 10_000_000, past: 'paid' },
  { value: 'platinum', label: 'Platinum: 75,000,000', reads: 75_000_000, past: 'paid' },
  { value: 'own', label: 'Another number', reads: null, past: 'refused' },
  { value: 'none', label: 'No budget', reads: null, past: 'refused' },
]

const tierOf = ({ monthlyReads, past }: Budget): string =>
  monthlyReads === null
    ? 'none'
    : (tiers.find((tier) => tier.reads === monthlyReads && tier.past === past)?.value ?? 'own')

/** How many reads a month there are, and when somebody is told. */
export function BudgetForm({ usage, canChange }: { readonly usage: UsageView; readonly canChange: boolean }) {
  const { save } = useSettings()
  const queries = useQueryClient()
  const [tier, setTier] = useState(() => tierOf(usage.budget))
  const [budget, setBudget] = useState<Budget>(usage.budget)
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (field: keyof Budget) =>
    errors.find((error) => error.pointer === `/readBudget/${field}`)?.detail ?? null
  const set = (change: Partial<Budget>) => setBudget((before) => ({ ...before, ...change }))
  const choose = (value: string | null) => {
    const chosen = tiers.find((each) => each.value === value)
    if (!chosen) return
    setTier(chosen.value)
    if (chosen.value === 'own') set({ monthlyReads: budget.monthlyReads ?? 500_000 })
    else set({ monthlyReads: chosen.reads, past: chosen.past })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(
      { readBudget: budget },
      { onSuccess: () => void queries.invalidateQueries({ queryKey: ['usage'] }) },
    )
  }
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="budget">
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw={480}>
          <Title order={2} id="budget">
            Budget
          </Title>
          <Text c="dimmed">
            Intuit counts all companies of one app together. With several companies, give each workspace its
            part.
          </Text>
          <Select
            label="Intuit’s tier"
            data={tiers.map(({ value, label }) => ({ value, label }))}
            value={tier}
            onChange={choose}
            allowDeselect={false}
            disabled={!canChange}
          />
          {tier === 'own' && (
            <>
              <NumberInput
                label="Reads a month"
                value={budget.monthlyReads ?? ''}
                onChange={(value) => set({ monthlyReads: typeof value === 'number' ? value : null })}
                thousandSeparator=","
                allowDecimal={false}
                allowNegative={false}
                error={errorAt('monthlyReads')}
                disabled={!canChange}
              />
              <Radio.Group
                label="Past it, Intuit"
                value={budget.past}
                onChange={(value) => set({ past: value === 'paid' ? 'paid' : 'refused' })}
              >
                <Group gap="md" mt={4}>
                  <Radio value="refused" label="answers no reads" disabled={!canChange} />
                  <Radio value="paid" label="charges for them" disabled={!canChange} />
                </Group>
              </Radio.Group>
            </>
          )}
          {tier !== 'none' && budget.past === 'paid' && (
            <TextInput
              label="Price of 1,000 reads past it"
              description="In US dollars, from Intuit’s price sheet. Left empty, no cost is forecast."
              inputMode="decimal"
              leftSection="$"
              value={budget.perThousand ?? ''}
              onChange={(event) => set({ perThousand: event.currentTarget.value.trim() || null })}
              error={errorAt('perThousand')}
              disabled={!canChange}
            />
          )}
          {tier !== 'none' && (
            <NumberInput
              label="Tell somebody at"
              description="A share of the budget, on Home. Also when the forecast passes it."
              value={budget.alarmPercent}
              onChange={(value) => set({ alarmPercent: typeof value === 'number' ? value : 80 })}
              suffix=" %"
              min={1}
              max={100}
              allowDecimal={false}
              error={errorAt('alarmPercent')}
              disabled={!canChange}
            />
          )}
          {save.error !== null && (
            <ProblemNotice
              problem={problemFrom(save.error)}
              shownAt={new Set(errors.map((error) => error.pointer))}
            />
          )}
          {canChange ? (
            <Group>
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          ) : (
            <Text c="dimmed">Only an admin or the owner can change the budget.</Text>
          )}
        </Stack>
      </form>
    </Paper>
  )
}
