import { Box, Button, Paper, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconChevronRight } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useSearchParams } from 'wouter'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { PostMark } from '../shell/post-mark'
import { safeReturn } from './safe-return'
import { type Choice, readChoices, signIn } from './sessions'
import classes from './sign-in.module.css'

interface ChoiceRowProps {
  readonly choice: Choice
  readonly busy: boolean
  readonly onChoose: () => void
}

function ChoiceRow({ choice, busy, onChoose }: ChoiceRowProps) {
  return (
    <UnstyledButton className={classes['choice']} disabled={busy} onClick={onChoose}>
      <Box flex={1} miw={0}>
        <Text fw={600} truncate>
          Continue as {choice.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {choice.role}
        </Text>
      </Box>
      <IconChevronRight size={16} aria-hidden />
    </UnstyledButton>
  )
}

function workspacesOf(choices: readonly Choice[]): [string, Choice[]][] {
  const names = [...new Set(choices.map((choice) => choice.workspace))]
  return names.map((name) => [name, choices.filter((choice) => choice.workspace === name)])
}

/** Who are you? In the embedded default the people of this machine, one click each. */
export function SignInPage() {
  useDocumentTitle('Sign in · Milepost')
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [params] = useSearchParams()
  const choices = useQuery({ queryKey: ['choices'], queryFn: ({ signal }) => readChoices(signal) })
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      queries.clear()
      go(safeReturn(params.get('next')), { replace: true })
    },
  })
  const problem = enter.error ?? choices.error
  return (
    <main className={classes['page']}>
      <Paper withBorder p="xl" w="100%" maw={400}>
        <Stack gap="md">
          <Stack gap="xs" align="flex-start">
            <PostMark size={40} />
            <Title order={1}>Milepost</Title>
            <Text c="dimmed">Milestones from HubSpot, billed once in QuickBooks.</Text>
          </Stack>
          {problem !== null && (
            <ProblemNotice problem={problemFrom(problem)} onRetry={() => void choices.refetch()} />
          )}
          {choices.isPending && <Skeleton height={176} aria-hidden="true" />}
          {workspacesOf(choices.data?.choices ?? []).map(([workspace, people]) => (
            <Stack key={workspace} gap="sm" component="section" aria-label={workspace}>
              <Title order={2} size="h3">
                {workspace}
              </Title>
              {people.map((choice) => (
                <ChoiceRow
                  key={choice.id}
                  choice={choice}
                  busy={enter.isPending}
                  onChoose={() => enter.mutate(choice.id)}
                />
              ))}
            </Stack>
          ))}
          {choices.data?.intuit === true && (
            <Button component="a" href="/oauth/quickbooks/start" size="md">
              Sign in with Intuit
            </Button>
          )}
          {choices.data?.choices.length === 0 && !choices.data.intuit && (
            <Text c="dimmed">Nobody can sign in here yet. Ask whoever runs this Milepost to invite you.</Text>
          )}
        </Stack>
      </Paper>
    </main>
  )
}
