import { ActionIcon, Kbd, Menu, UnstyledButton } from '@mantine/core'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import type { MeView } from '../../../http/contract/workspace'
import { ConnectionDot } from '../connections/connection-dot'
import { openCommandBar } from './keys-and-commands'
import { pages } from './pages'
import { PersonMenu } from './person-menu'
import { PostMark } from './post-mark'
import classes from './shell.module.css'

function isHere(href: string, location: string): boolean {
  // A customer is known here by its invoices.
  if (href === '/invoices' && location.startsWith('/customers/')) return true
  return href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`)
}

/** The bar above every page. */
export function TopBar({ me }: { readonly me: MeView | undefined }) {
  const [location] = useLocation()
  return (
    <nav className={classes['bar']} aria-label="Milepost">
      <div className={classes['inner']}>
        <Link href="/" className={classes['brand'] ?? ''}>
          <PostMark />
          Milepost
        </Link>
        <div className={classes['pages']}>
          {pages.map((page) => (
            <Link
              key={page.href}
              href={page.href}
              className={classes['link'] ?? ''}
              aria-current={isHere(page.href, location) ? 'page' : undefined}
            >
              {page.name}
            </Link>
          ))}
        </div>
        <UnstyledButton
          className={classes['search']}
          onClick={openCommandBar}
          aria-label="Go to a deal or page"
        >
          <IconSearch size={16} aria-hidden />
          <Kbd size="xs" aria-hidden="true">
            ⌘K
          </Kbd>
        </UnstyledButton>
        <ConnectionDot />
        <PersonMenu me={me} />
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={40}
              className={classes['narrow'] ?? ''}
              aria-label="Pages"
            >
              <IconMenu2 size={20} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {pages.map((page) => (
              <Menu.Item
                key={page.href}
                component={Link}
                href={page.href}
                leftSection={<page.icon size={16} aria-hidden />}
                aria-current={isHere(page.href, location) ? 'page' : undefined}
              >
                {page.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </nav>
  )
}
