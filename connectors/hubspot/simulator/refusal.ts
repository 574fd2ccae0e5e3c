/** One entry of HubSpot's `errors` array. */
export interface RefusalDetail {
  readonly message: string
  readonly code?: string
  readonly in?: string
  readonly subCategory?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/** HubSpot's error body, without `status: "error"` and `correlationId`, which every answer gets. */
export interface RefusalBody {
  readonly message: string
  readonly category?: string
  readonly subCategory?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly errors?: readonly RefusalDetail[]
  readonly links?: Readonly<Record<string, string>>
  readonly errorType?: string
  readonly policyName?: string
  readonly groupName?: string
}

/** HubSpot says no. Thrown anywhere below a route; the route turns it into the answer. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: RefusalBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message)
  }
}

/** 400 VALIDATION_ERROR with one sentence. */
export function invalid(message: string, more: Omit<RefusalBody, 'message' | 'category'> = {}): Refusal {
  return new Refusal(400, { message, category: 'VALIDATION_ERROR', ...more })
}

/** The bare 404 that single-object paths answer: live bodies carry no category. */
export function notFound(message = 'resource not found'): Refusal {
  return new Refusal(404, { message })
}
