import { List, Select, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { exactText } from '../../parts/day-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { placeWords, weekendWords } from './calendar-words'
import type { MailDraft, MailSectionProps } from './mail-draft'
import { useCountries, useNextDaysOff } from './use-days-off'

type Countries = NonNullable<ReturnType<typeof useCountries>['data']>

/** What is chosen has a name to show, also before the names have come. */
function choices(known: readonly { readonly code: string; readonly name: string }[], chosen: string | null) {
  const data = known.map(({ code, name }) => ({ value: code, label: name }))
  return chosen === null || known.some(({ code }) => code === chosen)
    ? data
    : [{ value: chosen, label: chosen }, ...data]
}

/** Whose holidays count, and which come next. */
export function CalendarFields({ draft, set, errorAt, disabled }: MailSectionProps) {
  const countries = useCountries()
  const known: Countries = countries.data ?? []
  const { country, region } = draft.calendar
  const regions = known.find(({ code }) => code === country)?.regions ?? []
  return (
    <Stack gap="md">
      <Text size="sm">
        Approvers have a number of business days to answer. Weekends and public holidays of this place don’t
        count.
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Select
          label="Country"
          placeholder={disabled ? undefined : 'None: no holidays'}
          data={choices(known, country)}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'No country' }}
          nothingFoundMessage="No holidays are known of such a country."
          value={country}
          // A region is of one country.
          onChange={(value) => set({ calendar: { country: value, region: null } })}
          error={errorAt('/calendar/country')}
          disabled={disabled}
        />
        <Select
          label="Region"
          placeholder={disabled || country === null ? undefined : 'The whole country'}
          data={choices(regions, region)}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'The whole country' }}
          nothingFoundMessage="There is no such region."
          value={region}
          onChange={(value) => set({ calendar: { country, region: value } })}
          error={errorAt('/calendar/region')}
          disabled={disabled || (regions.length === 0 && region === null)}
        />
      </SimpleGrid>
      {countries.isError && (
        <ProblemNotice problem={problemFrom(countries.error)} onRetry={() => void countries.refetch()} />
      )}
      <NextDaysOff calendar={draft.calendar} countries={known} />
    </Stack>
  )
}

interface NextDaysOffProps {
  readonly calendar: MailDraft['calendar']
  readonly countries: Countries
}

function NextDaysOff({ calendar, countries }: NextDaysOffProps) {
  const daysOff = useNextDaysOff(calendar)
  if (calendar.country === null)
    return <Text c="dimmed">Saturdays and Sundays are off; every other day counts, holidays too.</Text>
  if (daysOff.isError)
    return <ProblemNotice problem={problemFrom(daysOff.error)} onRetry={() => void daysOff.refetch()} />
  if (daysOff.data === undefined) return <Skeleton height={160} aria-hidden="true" />
  const { weekend, next } = daysOff.data
  return (
    <Stack gap="xs" mih={160} aria-busy={daysOff.isPlaceholderData} aria-live="polite">
      <Text fw={500}>Next days off in {placeWords(countries, calendar)}</Text>
      {next.length === 0 ? (
        <Text c="dimmed">No holidays are known until the end of next year.</Text>
      ) : (
        <List size="sm">
          {next.map(({ day, name }) => (
            <List.Item key={day}>
              {exactText(day)}: {name}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm">
        {weekend.length === 0 ? 'No day of the week is off.' : `${weekendWords(weekend)} are off every week.`}
      </Text>
      <Text size="sm" c="dimmed">
        Time to answer that runs already stays as it was promised.
      </Text>
    </Stack>
  )
}
