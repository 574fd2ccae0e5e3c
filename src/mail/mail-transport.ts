import type { Answer } from '../../connectors/answer'
import type { Letter } from './mail'

/**
 * Hands a letter to a mail server, once, and tells which of three it came to: the server took it, it certainly did not
 * (`invalid` when it never will), or nobody can know. A mail server can't be asked afterwards.
 */
export interface MailTransport {
  send(
    letter: Letter,
    of: { readonly workspaceId: string; readonly mailId: string },
  ): Promise<Answer<{ readonly reply: string }>>
}
