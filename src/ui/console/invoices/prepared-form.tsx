import { Button, Group, Paper, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type FormEvent, useMemo, useState } from 'react'
import type { InvoicePageView, InvoicePatch } from '../../../http/contract/invoice'
import { HeldWhile } from '../../parts/held-while'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { StaleNotice } from '../../parts/stale-notice'
import { isStale, problemFrom } from '../api/refusal'
import { taxChoices, termChoices } from '../builder/invoicing-fields'
import { termsInput, termsTyped } from '../builder/plan-header'
import { InvoicePaper } from '../deal/invoice-paper'
import { MasterSelect } from '../masters/master-select'
import { draftOf, emptyQuantity, type PreparedDraft, patchOf, quantityProblem } from './prepared-draft'
import { useChangeInvoice, useInvoice, useInvoiceWith } from './use-invoice'

interface PreparedFormProps {
  readonly page: InvoicePageView
  readonly onClose: () => void
}

/** Changes a prepared invoice beside its paper, which shows each change as it is typed. */
export function PreparedForm({ page, onClose }: PreparedFormProps) {
  const [base, setBase] = useState(page)
  const [draft, setDraft] = useState(() => draftOf(page))
  const save = useChangeInvoice(page.invoice.id)
  const newest = useInvoice(page.invoice.id)
  const patch = useMemo(() => patchOf(base, draft), [base, draft])
  const [settled] = useDebouncedValue(patch, 300)
  const ahead = useInvoiceWith(page.invoice.id, Object.keys(settled).length === 0 ? null : settled)
  const shown = Object.keys(patch).length === 0 ? base : (ahead.data ?? base)
  const set = (change: Partial<PreparedDraft>) => setDraft((held) => ({ ...held, ...change }))
  const problem = problemFrom(save.error ?? ahead.error ?? null)
  const errorAt = (pointer: string) =>
    save.error === null && ahead.error === null
      ? null
      : (problem.errors?.find((error) => error.pointer.startsWith(pointer))?.detail ?? null)
  const send = (from: InvoicePageView, change: InvoicePatch) =>
    save.mutate({ patch: change, version: from.version }, { onSuccess: onClose })
  const isWrong = base.lines.some((line) => quantityProblem(line, draft.quantities[line.id] ?? emptyQuantity))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!save.isPending && !isWrong) send(base, patch)
  }
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="lg">
      <Paper withBorder p="md">
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <Title order={2} size="h4">
              Change this invoice
            </Title>
            <HeldWhile saving={save.isPending} gap="md">
              <MasterSelect
                kind="tax-codes"
                label="Tax code"
                placeholder="As the schedule says"
                also={taxChoices}
                value={draft.taxCode}
                onChange={(taxCode) => set({ taxCode })}
                error={errorAt('/taxCode')}
              />
              <MasterSelect
                kind="terms"
                label="Payment terms"
                placeholder="As the schedule says"
                also={termChoices.filter(({ value }) => value !== 'net:')}
                value={termsTyped(draft.terms)}
                onChange={(terms) => set({ terms: termsInput(terms) ?? null })}
                error={errorAt('/terms')}
              />
              <Textarea
                label="Message to the client"
                description="Stands under the lines."
                value={draft.memo}
                maxLength={1000}
                autosize
                minRows={2}
                onChange={(event) => set({ memo: event.currentTarget.value })}
                error={errorAt('/memo')}
              />
              {base.lines.map((line, place) => {
                const typed = draft.quantities[line.id] ?? emptyQuantity
                const change = (value: Partial<typeof typed>) =>
                  set({ quantities: { ...draft.quantities, [line.id]: { ...typed, ...value } } })
                return (
                  <fieldset key={line.id} style={{ border: 0, margin: 0, padding: 0 }}>
                    <Text component="legend" size="sm" fw={600}>
                      {line.text[0] ?? `Line ${place + 1}`} · {moneyText(line.amount)}
                    </Text>
                    <Group grow gap="sm" align="start">
                      <TextInput
                        label="Quantity"
                        inputMode="decimal"
                        placeholder="1"
                        value={typed.quantity}
                        onChange={(event) => change({ quantity: event.currentTarget.value })}
                        error={quantityProblem(line, typed)}
                      />
                      <TextInput
                        label="Price each"
                        inputMode="decimal"
                        placeholder={line.amount.amount}
                        value={typed.unitPrice}
                        onChange={(event) => change({ unitPrice: event.currentTarget.value })}
                      />
                    </Group>
                  </fieldset>
                )
              })}
            </HeldWhile>
            <Text size="xs" c="dimmed" role="status">
              {errorAt('/lines') ??
                'Quantity × price is how an amount reads; it comes to the same. To bill another amount, split the milestone or agree on a change order.'}
            </Text>
            {save.error !== null && isStale(save.error) ? (
              <StaleNotice what="This invoice">
                {page.version === base.version && newest.isError && !newest.isFetching ? (
                  <ProblemNotice problem={problemFrom(newest.error)} onRetry={() => void newest.refetch()} />
                ) : (
                  <Button
                    variant="default"
                    // Until what changed is read there is nothing else to look at.
                    loading={page.version === base.version}
                    onClick={() => {
                      setBase(page)
                      save.reset()
                    }}
                  >
                    Look at what changed, and keep mine
                  </Button>
                )}
              </StaleNotice>
            ) : (
              save.error !== null && (
                <ProblemNotice
                  problem={problemFrom(save.error)}
                  shownAt={new Set(['/taxCode', '/terms', '/memo'])}
                />
              )
            )}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={save.isPending} disabled={isWrong}>
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
      <div aria-live="polite" aria-busy={ahead.isFetching}>
        <InvoicePaper preview={shown.paper} />
      </div>
    </SimpleGrid>
  )
}
