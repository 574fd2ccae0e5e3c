import { randomBytes, randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { openSignInLink } from '../http/sign-in-link'
import { roles } from '../tenants/actor'
import { addDoor, secretHash } from '../tenants/door-table'
import { addPerson, addWorkspace, listPeople } from '../tenants/workspace-table'
import { findWorkspace, UsageError } from './find-workspace'
import type { Office } from './open-office'

const owner = /^\s*(?<name>[^<>]+?)\s*(?:<(?<email>[^<>]+)>)?\s*$/
const newToken = () => `mp_${randomBytes(24).toString('base64url')}`

/** Production's first step: a workspace, its owner, the owner's API token (shown once) and a first sign-in. */
export async function addWorkspaceCommand(
  office: Office,
  asked: { name: string; zone: string; currency: string; owner: string },
): Promise<void> {
  const person = owner.exec(asked.owner)?.groups
  const email = person?.['email'] ?? null
  if (!person?.['name']) throw new UsageError('--owner takes a name, or "Name <address>"')
  if (email !== null && !z.email().safeParse(email).success) throw new UsageError(`“${email}” is no address`)
  if (!DateTime.local({ zone: asked.zone }).isValid) {
    throw new UsageError(`“${asked.zone}” is no time zone; --zone takes one such as Europe/Amsterdam`)
  }
  if (!Intl.supportedValuesOf('currency').includes(asked.currency)) {
    throw new UsageError(`“${asked.currency}” is no currency; --currency takes one such as USD`)
  }
  const name = asked.name.trim()
  if (name === '') throw new UsageError('--name is empty')
  const workspaceId = randomUUID()
  const token = newToken()
  const link = await office.database.inWorkspace(workspaceId, async (sql) => {
    await addWorkspace(sql, { workspaceId, name, zone: asked.zone, currency: asked.currency, settings: {} })
    const { personId } = await addPerson(sql, { name: person['name'] ?? '', email, role: 'owner' })
    await addDoor(sql, { kind: 'token', hash: secretHash(token), subjectId: personId, expiresAt: null })
    return openSignInLink(sql, office, personId)
  })
  office.say(`Workspace “${name}”: ${workspaceId}`)
  office.say(`The owner's API token, shown this once: ${token}`)
  sayLink(office, link)
}

/** Another token for programs, with a role of its own. Shown once; only its hash is kept. */
export async function addTokenCommand(
  office: Office,
  asked: { workspace: string; role: string; name: string | undefined },
): Promise<void> {
  const role = roles.find((each) => each === asked.role)
  if (role === undefined) throw new UsageError(`--role takes one of ${roles.join(', ')}`)
  const workspace = await findWorkspace(office, asked.workspace)
  const token = newToken()
  await office.database.inWorkspace(workspace.workspaceId, async (sql) => {
    const { personId } = await addPerson(sql, { name: asked.name ?? `API (${role})`, email: null, role })
    await addDoor(sql, { kind: 'token', hash: secretHash(token), subjectId: personId, expiresAt: null })
  })
  office.say(`A ${role}'s API token for “${workspace.name}”, shown this once: ${token}`)
}

/** A way in for somebody who can't sign in with Intuit yet, or any more. */
export async function addSignInCommand(
  office: Office,
  asked: { workspace: string; person: string },
): Promise<void> {
  const workspace = await findWorkspace(office, asked.workspace)
  const link = await office.database.inWorkspace(workspace.workspaceId, async (sql) => {
    const people = await listPeople(sql)
    const found = people.filter((each) => each.name === asked.person || each.email === asked.person)
    const [only] = found
    if (!only || found.length > 1) {
      const names = people.map((each) => `  ${each.name} (${each.role})`).join('\n')
      throw new UsageError(
        `No single person of “${workspace.name}” is “${asked.person}”. Known are:\n${names}`,
      )
    }
    return openSignInLink(sql, office, only.personId)
  })
  sayLink(office, link)
}

function sayLink(office: Office, link: string): void {
  office.say(`Sign in within 15 minutes, once: ${link}`)
  office.say(`Then connect QuickBooks and HubSpot at ${office.publicUrl}/connections`)
}
