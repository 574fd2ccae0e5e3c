import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconChevronDown, IconLogout, IconUserCircle } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { MeView } from '../../../http/contract/workspace'
import { signOut } from '../sign-in/sessions'
import classes from './shell.module.css'

const schemes = [
  { scheme: 'auto', name: 'As the system' },
  { scheme: 'light', name: 'Light' },
  { scheme: 'dark', name: 'Dark' },
] as const

/** Who is signed in and where; light or dark; the way out. */
export function PersonMenu({ me }: { readonly me: MeView | undefined }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const leave = async () => {
    await signOut(me?.csrf ?? null)
    go('/sign-in')
    queries.clear()
  }
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton
          className={classes['person']}
          aria-label={me === undefined ? 'Account' : `Account: ${me.name}, ${me.workspace}`}
        >
          <IconUserCircle size={20} aria-hidden />
          <span>{me?.workspace ?? ''}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {me !== undefined && <Menu.Label>{`${me.name} · ${me.role}`}</Menu.Label>}
        {schemes.map((item) => (
          <Menu.Item
            key={item.scheme}
            onClick={() => setColorScheme(item.scheme)}
            rightSection={colorScheme === item.scheme ? <IconCheck size={16} aria-label="chosen" /> : null}
          >
            {item.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          // Before it is known who is to leave it would be refused.
          disabled={me === undefined}
          onClick={() => void leave()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
