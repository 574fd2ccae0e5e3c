const MOST_TRIES = 3

/**
 * Does a transaction once more where it and another waited for each other and the database took this one back: nothing of
 * it happened, so it is as new. `work` must do nothing beside its transaction.
 */
export async function pastDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isDeadlock(error) || tries === MOST_TRIES) throw error
    }
  }
}

const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '40P01'
