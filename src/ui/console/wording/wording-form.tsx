import { Accordion, Button, Group, Paper, Select, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { phraseGroups, WordingLanguage, WordingView } from '../../../http/contract/wording'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import { PhraseField } from './phrase-field'
import { useChangeWording } from './use-wording'
import { saidOf, typedOf, typedSince, type WordingDraft, wordingBody } from './wording-draft'
import classes from './wording-form.module.css'
import { WordingPreview } from './wording-preview'

interface WordingFormProps {
  readonly wording: WordingView
  readonly onLanguage: (language: WordingLanguage) => void
  readonly canChange: boolean
}

const groupNames: Record<(typeof phraseGroups)[number], string> = {
  work: 'Work',
  progress: 'Billed by progress, or again',
  retainage: 'Retainage',
  deposit: 'Deposits',
  hours_and_costs: 'Hours and costs',
  message: 'Message under the lines',
}

/** Language and phrases, beside an invoice that shows each change as it is typed. */
export function WordingForm({ wording, onLanguage, canChange }: WordingFormProps) {
  const [drafts, setDrafts] = useState<Partial<Record<WordingLanguage, WordingDraft>>>({})
  const [troubles, setTroubles] = useState<Readonly<Record<string, string>>>({})
  const save = useChangeWording()
  const { language, used, languages } = wording
  const draft = drafts[language] ?? {}
  const body = wordingBody(wording, draft)
  const refused = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (name: string) =>
    troubles[name] ?? refused.find(({ pointer }) => pointer === `/phrases/${name}`)?.detail ?? null
  const change = (name: string, value: string) => {
    if (save.error !== null) save.reset()
    setDrafts((held) => ({ ...held, [language]: { ...held[language], [name]: value } }))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (body === null || save.isPending) return
    save.mutate(body, {
      onSuccess: () =>
        setDrafts((held) => ({ ...held, [language]: typedSince(held[language] ?? {}, draft) })),
    })
  }
  const nameOf = (code: WordingLanguage) => languages.find((each) => each.code === code)?.name ?? code
  const ownIn = (group: string) =>
    wording.phrases.filter((phrase) => phrase.group === group && saidOf(phrase) !== phrase.shipped).length
  return (
    <div className={classes['split']}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Paper withBorder p="md">
            <Select
              label="Language of invoices"
              description="Amounts and days are written as the language writes them. Names, deliverables and notes stay as they are."
              data={languages.map(({ code, name, barred }) => ({
                value: code,
                label: barred ? `${name} (QuickBooks in the United States can’t store it)` : name,
                disabled: barred,
              }))}
              allowDeselect={false}
              value={language}
              onChange={(value) => {
                const code = languages.find((each) => each.code === value)?.code
                if (code !== undefined) onLanguage(code)
              }}
              disabled={!canChange}
            />
          </Paper>
          <Paper withBorder>
            <Accordion defaultValue="work" order={2}>
              {Object.entries(groupNames).map(([group, name]) => (
                <Accordion.Item key={group} value={group}>
                  <Accordion.Control>
                    <Group gap="sm">
                      <Text fw={600}>{name}</Text>
                      {ownIn(group) > 0 && (
                        <Text size="xs" c="dimmed">
                          {ownIn(group)} of your own
                        </Text>
                      )}
                    </Group>
                  </Accordion.Control>
                  <Accordion.Panel>
                    <Stack gap="md">
                      {wording.phrases
                        .filter((phrase) => phrase.group === group)
                        .map((phrase) => (
                          <PhraseField
                            key={phrase.name}
                            phrase={phrase}
                            value={typedOf(draft, phrase)}
                            onChange={(value) => change(phrase.name, value)}
                            error={errorAt(phrase.name)}
                            longest={wording.longest}
                            language={language}
                            disabled={!canChange}
                          />
                        ))}
                    </Stack>
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
          </Paper>
          <Text size="xs" c="dimmed">
            What stands in [ ] is left out where a placeholder in it has nothing to say.
          </Text>
          {save.error !== null && (
            <ProblemNotice
              problem={problemFrom(save.error)}
              shownAt={new Set(refused.map(({ pointer }) => pointer))}
            />
          )}
          {canChange ? (
            <Group gap="md">
              <Button type="submit" loading={save.isPending} disabled={body === null}>
                Save
              </Button>
              <Text size="sm" c="dimmed">
                {language === used
                  ? 'Invoices that are decided already keep their words.'
                  : `From then on invoices are in ${nameOf(language)}. Those that are decided already stay in ${nameOf(used)}.`}
              </Text>
            </Group>
          ) : (
            <Text c="dimmed">Only an admin or the owner can change how invoices are worded.</Text>
          )}
        </Stack>
      </form>
      <WordingPreview wording={wording} draft={draft} onTroubles={setTroubles} />
    </div>
  )
}
