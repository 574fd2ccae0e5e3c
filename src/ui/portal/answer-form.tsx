import type { ReactNode } from 'react'
import { english as words } from './english'
import type { Shown, Verb } from './shown'

interface AnswerFormProps {
  readonly shown: Shown
  /** The milestone or change order. */
  readonly about: string
  readonly path: 'milestones' | 'change-orders'
  readonly verb: Verb
  /** What will happen, said before the button. */
  readonly ahead: ReactNode
  readonly reason: string
  readonly button: string
  /** What else is sent with it. */
  readonly hidden?: Readonly<Record<string, string>>
}

/** One answer: what it does, a name, a tick, a button. It works as a plain form; what was refused keeps what was typed. */
export function AnswerForm({
  shown,
  about,
  path,
  verb,
  ahead,
  reason,
  button,
  hidden = {},
}: AnswerFormProps) {
  const { page, root } = shown
  const { most, size } = shown.uploads
  const problem = shown.problem?.about === about && shown.problem.verb === verb ? shown.problem : null
  const id = (field: string) => `${field}-${verb}-${about}`
  const wrong = (field: string) => problem?.fields[field]
  const described = (field: string) =>
    wrong(field) === undefined
      ? {}
      : { 'aria-invalid': true as const, 'aria-describedby': `${id(field)}-error` }
  const takesFiles = path === 'milestones'
  const first = ['reason', 'files', 'name', 'confirm'].find((field) => wrong(field) !== undefined)
  const focused = (field: string) => (first === field ? { autoFocus: true } : {})
  return (
    <form
      method="post"
      action={`${root}/${path}/${about}/${verb}`}
      noValidate
      {...(takesFiles && { encType: 'multipart/form-data' })}
    >
      <input type="hidden" name="csrf" value={page.csrf} />
      <input type="hidden" name="version" value={page.version} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="ahead">{ahead}</div>
      {problem && (
        // Brought into view: on a phone the page above it looks as if nothing had been sent.
        <p role="alert" className="error" tabIndex={-1} {...(first === undefined && { autoFocus: true })}>
          {problem.message}
        </p>
      )}
      <label htmlFor={id('reason')}>{reason}</label>
      <textarea
        id={id('reason')}
        name="reason"
        rows={3}
        maxLength={2000}
        dir="auto"
        defaultValue={problem?.typed.reason}
        {...described('reason')}
        {...focused('reason')}
      />
      <FieldError id={id('reason')} text={wrong('reason')} />
      {takesFiles && (
        <>
          <label htmlFor={id('files')}>{words.sendAlong[verb]}</label>
          <input
            id={id('files')}
            name="files"
            type="file"
            multiple
            accept={words.takenFiles}
            {...described('files')}
            {...focused('files')}
          />
          <p className="quiet">{(problem === null ? words.filesHint : words.filesAgain)(most, size)}</p>
          <FieldError id={id('files')} text={wrong('files')} />
        </>
      )}
      <label htmlFor={id('name')}>{words.yourName}</label>
      <input
        id={id('name')}
        name="name"
        type="text"
        autoComplete="name"
        maxLength={200}
        dir="auto"
        required
        defaultValue={problem?.typed.name}
        {...described('name')}
        {...focused('name')}
      />
      <FieldError id={id('name')} text={wrong('name')} />
      <div className="tick">
        <input
          id={id('confirm')}
          name="confirm"
          type="checkbox"
          value="yes"
          required
          defaultChecked={problem?.typed.confirm}
          {...described('confirm')}
          {...focused('confirm')}
        />
        <label htmlFor={id('confirm')}>{words.confirm[verb]}</label>
      </div>
      <FieldError id={id('confirm')} text={wrong('confirm')} />
      <button type="submit">{button}</button>
    </form>
  )
}

export function FieldError({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  if (text === undefined) return null
  return (
    <p id={`${id}-error`} className="error">
      {text}
    </p>
  )
}

/** One of the ways to answer: closed until it is chosen, and open again where it was refused. */
export function Way({
  about,
  title,
  main,
  open,
  children,
}: {
  readonly about: string
  readonly title: string
  readonly main?: boolean
  readonly open: boolean
  readonly children: ReactNode
}) {
  return (
    <details name={`ways-${about}`} className={main === true ? 'way main' : 'way'} open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  )
}
