/**
 * Whether a deed is still ahead, so that it makes sense to ask what it would do. While it is carried out and once
 * it is done, the same question is rightly refused: the work it asks about is no longer there to be billed.
 */
export function isStillToDo(deed: { readonly isPending: boolean; readonly isSuccess: boolean }): boolean {
  return !deed.isPending && !deed.isSuccess
}
