import Anthropic, { APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk'

/** Where a model is asked, and as whom. The key goes to that address only. */
export interface LanguageModelOptions {
  readonly key: string
  readonly model: string
  readonly url: string
  /** An answer is waited for this long, all in all; there is no second try. */
  readonly deadlineMs: number
}

/**
 * What a model made of a text. `why` is for people; nothing of the vendor's own words or of the key is in it.
 *
 *   late        no whole answer within the deadline
 *   away        the address can't be reached, or broke off
 *   key         the key is not accepted
 *   busy        too many requests, or overloaded
 *   refused     the vendor or the model said no
 *   unreadable  an answer that is no form
 */
export type FormAnswer =
  | { readonly outcome: 'filled'; readonly form: unknown }
  | { readonly outcome: 'failed'; readonly why: 'late' | 'away' | 'key' | 'busy' | 'refused' | 'unreadable' }

export interface LanguageModel {
  /** Asks for one form, given as a JSON schema, to be filled from data. Never throws. */
  fillForm(request: {
    readonly instructions: string
    readonly data: object
    readonly form: Readonly<Record<string, unknown>>
  }): Promise<FormAnswer>
}

const TOOL = 'fill_form'
const MOST_TOKENS = 8_000
/** More than any filled form has: an endless answer must not fill the memory. */
const MOST_BYTES = 1024 * 1024

export function openLanguageModel(options: LanguageModelOptions): LanguageModel {
  const client = new Anthropic({
    // Each is given, so that the package takes none from the environment or from files of the user's.
    apiKey: options.key,
    authToken: null,
    webhookKey: null,
    baseURL: options.url,
    openTelemetry: false,
    logLevel: 'off',
    maxRetries: 0,
    timeout: options.deadlineMs,
    fetch: boundedFetch,
  })
  return {
    async fillForm({ instructions, data, form }) {
      // The package's own deadline ends with the headers; this one also holds for the body.
      const signal = AbortSignal.timeout(options.deadlineMs)
      try {
        const message = await client.messages.create(
          {
            model: options.model,
            max_tokens: MOST_TOKENS,
            system: instructions,
            messages: [{ role: 'user', content: JSON.stringify(data) }],
            tools: [
              { name: TOOL, description: 'The filled form.', input_schema: { ...form, type: 'object' } },
            ],
            tool_choice: { type: 'tool', name: TOOL },
          },
          { signal },
        )
        if (message.stop_reason === 'refusal') return failed('refused')
        if (message.stop_reason === 'max_tokens') return failed('unreadable')
        const filled = Array.isArray(message.content) ? message.content : []
        const used = filled.find((block) => block.type === 'tool_use' && block.name === TOOL)
        return used?.type === 'tool_use' ? { outcome: 'filled', form: used.input } : failed('unreadable')
      } catch (error) {
        return failed(signal.aborted ? 'late' : whyOf(error))
      }
    },
  }
}

type Failed = Extract<FormAnswer, { outcome: 'failed' }>
const failed = (why: Failed['why']): Failed => ({ outcome: 'failed', why })

function whyOf(error: unknown): Failed['why'] {
  if (error instanceof APIConnectionTimeoutError) return 'late'
  if (!(error instanceof APIError)) return 'unreadable'
  const status: unknown = error.status
  if (status === undefined) return 'away'
  if (status === 401 || status === 403) return 'key'
  if (status === 429 || status === 529) return 'busy'
  return typeof status === 'number' && status < 500 ? 'refused' : 'away'
}

/** Follows no redirect, which would carry the key elsewhere, and reads no more than a form can be. */
const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' })
  if (!response.body) return response
  let read = 0
  const bounded = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        read += chunk.byteLength
        if (read > MOST_BYTES) controller.error(new Error('an answer larger than any form'))
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Response(bounded, { status: response.status, headers: response.headers })
}
