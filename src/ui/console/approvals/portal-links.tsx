import { ActionIcon, Button, CopyButton, Group, Menu, Stack, Text, TextInput } from '@mantine/core'
import { IconCheck, IconCopy, IconDots, IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import type { PortalLinkView } from '../../../http/contract/approval'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { linksText, personText } from './approval-words'
import classes from './portal-links.module.css'
import { useLinks, useOpenLink, useRevokeLinks } from './use-approvals'

interface Person {
  readonly name: string
  readonly role: string | null
  readonly email: string
  /** What they did or are asked, in a few words. */
  readonly says: string | null
}

interface PortalLinksProps {
  readonly dealId: string
  readonly people: readonly Person[]
  readonly editable: boolean
}

interface RowProps {
  readonly dealId: string
  readonly person: Person
  readonly links: readonly PortalLinkView[]
  readonly editable: boolean
}

/** A new link's address: told once, so it stays in sight until it was copied. */
function NewLink({ url, name }: { readonly url: string; readonly name: string }) {
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          value={url}
          readOnly
          aria-label={`The new link for ${name}`}
          onFocus={(event) => event.currentTarget.select()}
          className={classes['url'] ?? ''}
        />
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="xs" c="dimmed">
        Whoever has it answers as {name}. It is shown this once: copy it now.
      </Text>
    </Stack>
  )
}

function PersonRow({ dealId, person, links, editable }: RowProps) {
  const open = useOpenLink(dealId)
  const revoke = useRevokeLinks(dealId)
  const [shown, setShown] = useState<string | null>(null)
  const live = links.filter((link) => link.live)
  const [newest] = live
  const make = (replace: boolean) =>
    open.mutate(
      {
        name: person.name,
        email: person.email,
        ...(person.role === null ? {} : { role: person.role }),
        ...(replace && { replace }),
      },
      { onSuccess: ({ url }) => setShown(url) },
    )
  const drop = (id: string) => revoke.mutate({ id, name: person.name }, { onSuccess: () => setShown(null) })
  const error = open.error ?? revoke.error
  return (
    <li className={classes['person']}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <div className={classes['who']}>
          <Text>{personText(person)}</Text>
          <Text size="xs" c="dimmed">
            {[person.says, person.email, linksText(links)].filter((part) => part !== null).join(' · ')}
          </Text>
        </div>
        {editable && (
          <Group gap={4} wrap="nowrap">
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLink size={14} aria-hidden />}
              loading={open.isPending}
              disabled={revoke.isPending}
              onClick={() => make(false)}
              aria-label={`Portal link for ${person.name}`}
            >
              Link
            </Button>
            {newest && (
              <Menu position="bottom-end" width={260}>
                <Menu.Target>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    loading={revoke.isPending}
                    disabled={open.isPending}
                    aria-label={`More about the links of ${person.name}`}
                  >
                    <IconDots size={16} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => make(true)}>New link, and end the earlier ones</Menu.Item>
                  <Menu.Item color="red" onClick={() => drop(newest.id)}>
                    Revoke {live.length === 1 ? 'the link' : `all ${live.length} links`}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </Group>
        )}
      </Group>
      <div aria-live="polite">{shown !== null && <NewLink url={shown} name={person.name} />}</div>
      {error !== null && <ProblemNotice problem={problemFrom(error)} />}
    </li>
  )
}

/** Those who are asked, each with their links into the deal's portal: made, replaced and revoked here. */
export function PortalLinks({ dealId, people, editable }: PortalLinksProps) {
  const links = useLinks(dealId)
  const all = links.data?.items ?? []
  return (
    <Stack gap="xs">
      <ul className={classes['people']} aria-label="Who is asked">
        {people.map((person) => (
          <PersonRow
            key={person.email}
            dealId={dealId}
            person={person}
            links={all.filter(({ email }) => email === person.email.toLowerCase())}
            editable={editable}
          />
        ))}
      </ul>
      {links.isError && (
        <ProblemNotice problem={problemFrom(links.error)} onRetry={() => void links.refetch()} />
      )}
    </Stack>
  )
}
